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
  readonly caller?: {
    readonly name: string;
    readonly role: string;
    readonly surface: string;
    readonly client?: string;
  };
  readonly targets?: readonly { readonly kind: string; readonly id: string; readonly name: string }[];
  readonly decision?: { readonly effect: string; readonly rule: string; readonly reason: string };
  readonly risk?: string;
}

/** One session as lists show it. */
export interface SessionRow {
  readonly id: string;
  readonly caller: { readonly name: string; readonly role: string };
  readonly surfaces: readonly string[];
  readonly clients: readonly string[];
  readonly started: string;
  readonly calls: number;
  readonly changes: number;
  readonly failed: number;
  readonly refused: number;
}
