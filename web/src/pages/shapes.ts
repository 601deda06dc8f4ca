/** A container as lists show it. */
export interface ContainerRow {
  readonly id: string;
  readonly full_id: string;
  readonly name: string;
  readonly image: string;
  readonly status: string;
  readonly health: string | null;
  readonly created: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly ports: Readonly<Record<string, readonly { HostIp: string; HostPort: string }[] | null>>;
  readonly networks: readonly string[];
  readonly project: string | null;
}

/** Who called, as records and approvals name them. */
export interface CallerShape {
  readonly name: string;
  readonly role: string;
  readonly surface: string;
  readonly client?: string;
}

/** An object as records and approvals name it. */
export interface ObjectShape {
  readonly kind: string;
  readonly id: string;
  readonly name: string;
}

/** One record as lists show it. */
export interface RecordRow {
  readonly id: string;
  readonly time: string;
  readonly kind: string;
  readonly state: string;
  readonly operation?: string;
  readonly note?: string;
  readonly code?: string;
  readonly message?: string;
  readonly caller?: CallerShape;
  readonly targets?: readonly ObjectShape[];
  /** What was asked for, secrets masked. */
  readonly input?: unknown;
  readonly decision?: {
    readonly effect: string;
    readonly rule: string;
    readonly reason: string;
    /** The approval that answered an `ask`. */
    readonly approval?: string;
  };
  /** What the guard changed in the request. */
  readonly changes?: readonly string[];
  readonly risk?: string;
  readonly outcome?: {
    readonly ok: boolean;
    readonly code?: string;
    readonly message?: string;
    readonly duration_ms?: number;
    readonly bytes?: number;
  };
  readonly detail?: Readonly<Record<string, unknown>>;
}

/** One session as lists show it. */
export interface SessionRow {
  readonly id: string;
  readonly caller: Pick<CallerShape, "name" | "role">;
  readonly surfaces: readonly string[];
  readonly clients: readonly string[];
  readonly started: string;
  readonly ended: string;
  readonly calls: number;
  readonly changes: number;
  readonly failed: number;
  readonly refused: number;
}
