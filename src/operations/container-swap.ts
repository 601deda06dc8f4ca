import type { SwapRequest } from "../catalogue/swap-request.ts";
import type { NotKept, RemovedContainer } from "./trash-bin.ts";

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
