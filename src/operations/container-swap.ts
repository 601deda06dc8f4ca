import type { NotKept, RemovedContainer } from "./trash-bin.ts";

/** Who takes the place: one that is made, without being started, under the name it is given, or one that lies in the trash. */
export type Successor =
  | { readonly make: (name: string) => Promise<string> }
  | { readonly trashed: string; readonly start?: boolean };

/** What is to take another container's place. */
export interface SwapRequest {
  /** Full id of the one that is there. */
  readonly container: string;
  /** Seconds that it may take to end; what it asks for itself when absent. */
  readonly grace?: number;
  /** Name of the token that asks. */
  readonly by: string;
  readonly successor: Successor;
  /** Ends when the new one runs well; throws when it does not. */
  readonly watch?: (id: string) => Promise<void>;
}

/** How a swap ended. */
export interface Swapped {
  /** Full id of the new one. */
  readonly id: string;
  /** Where the former one is: in the trash, or stopped under another name. */
  readonly former:
    | { readonly kind: "trash"; readonly trashed: RemovedContainer }
    | { readonly kind: "stopped"; readonly name: string; readonly reason: NotKept | "unfinished" };
}

/** Puts one container in another's place, or leaves everything as it was. Implemented by the guard. */
export interface ContainerSwap {
  readonly swap: (request: SwapRequest) => Promise<Swapped>;
}
