import type { CallerView } from "../catalogue/operation.ts";

/** What tells whether a container that a stack would make is in somebody's scope. */
export interface StackReach {
  readonly name: string;
  readonly image: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** Whoever saved or brought up a stack, as they were called then. */
export type StackActor = Pick<CallerView, "id" | "name">;

/** A stack whose document is kept. Moments are Unix milliseconds. */
export interface KeptStack {
  readonly name: string;
  /** Whoever saved it first. */
  readonly owner: StackActor;
  readonly created: number;
  /** Hash of the version that counts. */
  readonly current: string;
  /** When it was removed, if it was: its versions can still be restored. */
  readonly removed?: number;
  /** One for each service of the version that counts. */
  readonly reach: readonly StackReach[];
}

/** One version of a stack's document. */
export interface StackVersion {
  /** Names its content: the same document and variables have the same one. */
  readonly hash: string;
  readonly document: string;
  readonly env: Readonly<Record<string, string>>;
  readonly by: StackActor;
  readonly time: number;
  readonly reason: string | null;
}

/** One time that a stack was brought up. */
export interface StackDeployment {
  readonly hash: string;
  readonly by: StackActor;
  readonly time: number;
  /** What each service ran by then. */
  readonly images: readonly {
    readonly service: string;
    readonly image: string;
    readonly id: string;
    readonly digest: string | null;
  }[];
}

/** What is to be saved. */
export type StackSave = Pick<StackVersion, "document" | "env" | "by" | "reason"> & {
  readonly name: string;
  readonly reach: readonly StackReach[];
};

/** Where the documents of stacks are kept. Everything is for one engine. */
export interface StackShelf {
  /** Those that are there and those that were removed. */
  readonly list: (endpoint: string) => readonly KeptStack[];
  readonly find: (endpoint: string, name: string) => KeptStack | undefined;
  /** Newest first. */
  readonly versions: (endpoint: string, name: string, limit: number) => readonly StackVersion[];
  /** The newest of that hash, which may be the beginning of one. */
  readonly version: (endpoint: string, name: string, hash: string) => StackVersion | undefined;
  readonly save: (endpoint: string, save: StackSave) => StackVersion;
  readonly remove: (endpoint: string, name: string) => void;
  /** Newest first. */
  readonly deployments: (endpoint: string, name: string, limit: number) => readonly StackDeployment[];
  readonly deployed: (endpoint: string, name: string, deployment: Omit<StackDeployment, "time">) => void;
  /** Keeps for a while what a plan says, a sentence each, for whoever is asked to approve it. */
  readonly tell: (plan: string, sentences: readonly string[]) => void;
  readonly told: (plan: string) => readonly string[] | undefined;
  /** A digest that tells nothing of the text to who has not the server's key. */
  readonly digest: (text: string) => string;
}
