import type { BodyKind } from "../../catalogue/operation.ts";
import type { Target } from "../../catalogue/target.ts";
import type { Caller } from "../caller/caller.ts";
import type { ContainmentProfile } from "../policy/policy.ts";

/** One thing that containment objects to. */
export interface Finding {
  /** Path of the field, such as `HostConfig.Binds[0]`. */
  readonly field: string;
  /** Which control it is, in the words of the Pod Security Standards where they have one: `Host Namespaces`. */
  readonly control: string;
  readonly message: string;
}

/** What containment must know beside the body. */
export interface ContainmentCase {
  readonly kind: BodyKind;
  readonly caller: Caller;
  /** Whose label what is made must carry: a token's id, or nothing for nobody's. */
  readonly owner: string | undefined;
  readonly profile: ContainmentProfile;
  readonly targets: readonly Target[];
  /** The query of the request, where the engine takes settings from it (build, commit). */
  readonly query?: Readonly<Record<string, string>>;
}

/** A body that may be sent, exactly as it stands here. */
export interface Judged {
  readonly body: Record<string, unknown>;
  /** For a build: the query that may be sent, the same as `body`. */
  readonly query?: Readonly<Record<string, string>>;
  /** For a build by a role that may not use every image: why it may not begin from or copy from this one; nothing when it may. */
  readonly againstBase?: (reference: string) => Promise<string | undefined>;
  /** What the guard set or changed, as field paths, for the record. */
  readonly changes: readonly string[];
  /** Members of the body that are a secret by what the body is, whatever they are called. */
  readonly secrets?: readonly string[];
  /** True when the body reaches into the host although the profile allows it: the risk of the call is then `host`. */
  readonly reachesHost: boolean;
}

/** Judges engine request bodies and the engine's own view of what was made. */
export interface Containment {
  /** Throws CONTAINMENT_DENIED with `findings`, or FIELD_UNKNOWN / INPUT_INVALID for a body our tables don't know. */
  readonly judge: (body: Readonly<Record<string, unknown>>, about: ContainmentCase) => Promise<Judged>;
  /** The same rules on the engine's inspect answer of a container: what is found there must not run. */
  readonly inspect: (inspect: unknown, about: Omit<ContainmentCase, "kind" | "query">) => Promise<readonly Finding[]>;
  /**
   * Bind mounts of a container that lead elsewhere now than when it was made: sources are sent followed through their links, so that
   * one that has a link in it has got it since. For whoever starts a container that another caller made.
   */
  readonly moved?: (inspect: unknown) => Promise<readonly Finding[]>;
}
