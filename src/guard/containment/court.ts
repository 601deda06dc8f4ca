import type { Target, TargetKind } from "../../catalogue/target.ts";
import { GnosisError } from "../../kernel/errors.ts";
import type { Caller } from "../caller/caller.ts";
import type { ContainmentProfile } from "../policy/policy.ts";
import type { Finding } from "./containment.ts";
import type { HostPaths } from "./host-paths.ts";

/** What the engine does when a body says nothing; from `GET /info`. */
export interface EngineHabits {
  readonly runtime?: string;
  /** The seccomp profile: `default` or `builtin` for the engine's own, else a file's path. */
  readonly seccomp?: string;
  readonly logDriver?: string;
  readonly cgroupVersion?: string;
  /** The host name of where it runs. */
  readonly hostName?: string;
  /** Where it keeps images, containers and volumes. */
  readonly dataDirectory?: string;
}

/** What containment asks of the rest of the house. */
export interface ContainmentParts {
  /**
   * The object that the engine would mean by this reference, whoever owns it, or the one of those that are `among`; nothing where the
   * beginning of an id fits several. Among some takes as long for what is not among them as for what isn't there.
   */
  readonly find: (
    kind: TargetKind,
    reference: string,
    among?: (target: Target) => boolean,
  ) => Promise<Target | undefined>;
  /** Whether the object lies in the caller's scope; absent where no engine is asked what there is. */
  readonly sees?: (caller: Caller, target: Target) => boolean;
  /** Whether the caller may put this object to use: its own, or one that the policy lets it work on. */
  readonly mayUse: (caller: Caller, target: Target) => boolean;
  /** Whether it belongs to the server itself. */
  readonly isProtected: (id: string) => boolean;
  /** The engine's own inspect answer of a container. */
  readonly inspectContainer: (id: string) => Promise<unknown>;
  /** `Config` of an image, where it is known. */
  readonly imageConfig?: (id: string) => Promise<Readonly<Record<string, unknown>> | undefined>;
  readonly paths: HostPaths;
  /** The host path of the guarded socket that the caller speaks through, where containers of its may have it. */
  readonly ownSocket?: (caller: Caller) => Promise<string | undefined>;
  readonly habits?: () => Promise<EngineHabits>;
}

/** One body before the court: findings and changes gather here. */
export interface Court {
  readonly parts: ContainmentParts;
  readonly caller: Caller;
  /** Whose label what is made must carry: a token's id, or nothing for nobody's. */
  readonly owner: string | undefined;
  readonly profile: ContainmentProfile;
  readonly targets: readonly Target[];
  /** `inspect` when the engine's own view is judged instead of a request. */
  readonly view: "request" | "inspect";
  /** What reaches the host: refused unless the profile is privileged. */
  readonly host: (field: string, control: string, message: string) => void;
  /** What the profile does not want, without reaching the host. */
  readonly unwanted: (field: string, control: string, message: string) => void;
  /** What nobody may, whatever the profile. */
  readonly never: (field: string, control: string, message: string) => void;
  /** Notes that the guard set or changed a field. */
  readonly changed: (field: string) => void;
  /** Images that are not there for the caller: what is objected to is told first. */
  readonly missing: Set<string>;
  readonly findings: readonly Finding[];
  readonly changes: readonly string[];
  readonly reachesHost: () => boolean;
}

/** Opens a case. */
export function openCourt(about: Pick<Court, "parts" | "caller" | "owner" | "profile" | "targets" | "view">): Court {
  const findings: Finding[] = [];
  const changes = new Set<string>();
  let reaches = false;
  const privileged = about.profile.level === "privileged";
  return {
    ...about,
    missing: new Set(),
    findings,
    get changes() {
      return [...changes];
    },
    reachesHost: () => reaches,
    host: (field, control, message) => {
      if (privileged) reaches = true;
      else findings.push({ field, control, message });
    },
    unwanted: (field, control, message) => {
      if (!privileged) findings.push({ field, control, message });
    },
    never: (field, control, message) => {
      findings.push({ field, control, message });
    },
    changed: (field) => changes.add(field),
  };
}

/** The error for a body that containment objects to. */
export function containmentDenied(findings: readonly Finding[], level: string): GnosisError {
  const [first] = findings;
  const more = findings.length > 1 ? ` (and ${findings.length - 1} more)` : "";
  const { field = "body", message = "refused" } = first ?? {};
  // Some messages begin with the field as it is.
  const said = message.startsWith(field) ? message : `${field}: ${message}`;
  return new GnosisError("CONTAINMENT_DENIED", `${said}${more}`, {
    ...(first === undefined ? {} : { where: first.field }),
    rule: `containment.${level}`,
    extra: { findings },
  });
}
