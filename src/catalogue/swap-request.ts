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
