import type { AnyOperation } from "../../catalogue/operation.ts";
import type { Risk } from "../../catalogue/risk.ts";
import type { Target } from "../../catalogue/target.ts";
import type { Caller } from "../caller/caller.ts";
import type { RateRule } from "../rates.ts";

/** What is asked of the policy. */
export interface Question {
  readonly operation: AnyOperation;
  /** The risk of this call, from the operation and its input. */
  readonly risk: Risk;
  readonly caller: Caller;
  readonly targets: readonly Target[];
  readonly endpoint: string;
}

/** The answer, always with the rule that made it and what would help. */
export interface Decision {
  readonly effect: "allow" | "ask" | "deny";
  /** The rule's name, such as `operator.allow[2]`, or `default`. */
  readonly rule: string;
  /** One sentence for the caller that tells nothing about what is out of scope. */
  readonly reason: string;
  /** What a person could change to allow it. */
  readonly help?: string;
  /** Where the rule stands; absent for what no file says. */
  readonly source?: { readonly file: string; readonly line: number };
  /** The approval that answered an `ask`. */
  readonly approval?: string;
  /** Of an `ask`: a yes in the caller's own MCP client approves too. */
  readonly answer?: "client";
  /** Of an `ask`: the server makes the call itself once it is approved. */
  readonly onApproval?: "run";
  /** That the approval was given in the caller's own MCP client. */
  readonly answered?: "client";
  /** True when a target is out of the caller's scope: the call then fails as if that target did not exist. */
  readonly hidden?: boolean;
}

/** Limits that containment injects when absent and caps when present. */
export interface ContainmentLimits {
  /** Bytes. */
  readonly memory?: number;
  /** CPUs, such as 1.5. */
  readonly cpus?: number;
  readonly pids?: number;
}

/** What a container that a role creates may be. */
export interface ContainmentProfile {
  /** After Kubernetes' Pod Security Standards. */
  readonly level: "privileged" | "baseline" | "restricted";
  /** Host directories below which bind mounts may lie; absolute paths. */
  readonly mountRoots: readonly string[];
  /** False when only the roots themselves may be mounted and nothing below them; true when absent. */
  readonly mountBelow?: boolean;
  /** Labels by which a scope tells what is the caller's, with the patterns of their values: new objects may have no others. */
  readonly labels?: readonly { readonly name: string; readonly patterns: readonly string[] }[];
  /** True where the scope says which images the role knows of. */
  readonly imagesInScope?: boolean;
  /** Image patterns; every image when absent. */
  readonly images?: readonly string[];
  /** Host addresses that ports may be published on; loopback when absent. */
  readonly publishAddresses?: readonly string[];
  /** Host ports that may be published: `8000-8999`; any from 1024 when absent. */
  readonly publishPorts?: readonly string[];
  /** Networks that may be joined by name, beside the default one and those in scope. */
  readonly networks?: readonly string[];
  readonly limits?: ContainmentLimits;
  /** BuildKit sessions are let through; off unless said. */
  readonly buildKit?: boolean;
}

/** One loaded policy. */
export interface Policy {
  readonly decide: (question: Question) => Decision;
  /** Whether the object is in the caller's scope. */
  readonly sees: (caller: Caller, target: Target, endpoint: string) => boolean;
  /** Whether the caller's scope reaches that engine at all: the others are not there for it. */
  readonly reaches: (caller: Caller, endpoint: string) => boolean;
  /** Whether there is any target on which the caller's role could be allowed (or asked) this operation. */
  readonly mayEver: (caller: Caller, operation: AnyOperation) => boolean;
  readonly containment: (caller: Caller) => ContainmentProfile;
  /** How often this caller may do what; none when absent. */
  readonly rates?: (caller: Caller) => readonly RateRule[];
  readonly revealsSecrets: (caller: Caller) => boolean;
  /** Whether the log keeps what this caller types and sees in a terminal, beside how much it was. */
  readonly recordsTerminals: (caller: Caller) => boolean;
  readonly hasRole: (role: string) => boolean;
  /** SHA-256 of the policy's canonical form, hex. */
  readonly digest: string;
}
