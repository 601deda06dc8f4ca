import type { ClientCapabilities } from "@modelcontextprotocol/server";
import type { Catalogue } from "../../catalogue/catalogue.ts";
import type { Caller } from "../../guard/caller/caller.ts";
import type { OnRecord } from "../../guard/audit/watched-writer.ts";
import type { Guard } from "../../guard/guard.ts";
import type { Profile } from "./profile.ts";
import type { Questions } from "./questions.ts";
import type { Continuations } from "./text/continuations.ts";

/** What the MCP surface is made from. */
export interface McpParts {
  readonly guard: Guard;
  readonly catalogue: Catalogue;
  /** Tells of every new entry of the audit log; without it nobody is told of new records. */
  readonly onRecord?: OnRecord;
  /** The product's version. */
  readonly version: string;
  /** Names of the engines that are there for a caller: with several, every tool takes one. */
  readonly endpoints?: (caller: Caller) => readonly string[];
  /** Rests of answers; one for the whole server. */
  readonly continuations: Continuations;
  /** Questions whose answers count; one for the whole server. */
  readonly questions: Questions;
}

/** Who is at the other end, and what it is shown. */
export interface Peer {
  readonly caller: Caller;
  readonly profile: Profile;
  /** What the client can do; nothing is known of one that has not said. */
  readonly capabilities: () => ClientCapabilities | undefined;
}
