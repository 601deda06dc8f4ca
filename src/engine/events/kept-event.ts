/** The call of ours that made an event happen. */
export interface Cause {
  /** Id of the audit record. */
  readonly record: string;
  readonly caller: string;
  readonly surface: string;
  readonly operation: string;
  /** Name of who approved it, where it had to be asked for. */
  readonly approvedBy?: string;
}

/** One event of the engine as it is kept. */
export interface KeptEvent {
  /** Grows in the order of keeping; absent for one that is being followed. */
  readonly number?: number;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly type: string;
  readonly action: string;
  /** Id of the object. */
  readonly object: string;
  readonly name: string;
  /** The engine's details, secrets masked. */
  readonly attributes: Readonly<Record<string, string>>;
  /** The object's labels, as far as they are known: events of volumes and networks don't say them. */
  readonly labels: Readonly<Record<string, string>>;
  readonly cause?: Cause;
}

/** A time of which no events are known: the server was down, or the engine. Milliseconds since 1970. */
export interface EventGap {
  readonly since: number;
  readonly until: number;
}
