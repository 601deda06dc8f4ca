/** Who saved a version, or brought one up. */
interface By {
  readonly id: string;
  readonly name: string;
}

/** A version of a stack's document, without its text. */
export interface StackVersion {
  readonly hash: string;
  readonly time: string;
  readonly by: By | null;
  readonly reason: string | null;
}

/** One time that it was brought up. */
export interface StackDeployment {
  readonly version: string;
  readonly time: string;
  readonly by: By | null;
  readonly images: readonly {
    readonly service: string;
    readonly image: string;
    readonly id: string;
    readonly digest: string | null;
  }[];
}

/** One container of a service. */
export interface StackContainer {
  readonly id: string;
  readonly name: string;
  readonly state: string;
  readonly health: string | null;
  readonly exit_code: number | null;
  readonly image_id: string;
  readonly started: string | null;
}

/** One service of a stack. */
export interface StackService {
  readonly name: string;
  readonly image: string | null;
  readonly wanted: number | null;
  readonly running: number;
  readonly state: string;
  readonly profiles: readonly string[];
  readonly containers: readonly StackContainer[];
}

/** A stack as its own page shows it. */
export interface StackDetail {
  readonly name: string;
  readonly state: string;
  readonly kept: boolean;
  readonly owner: string | null;
  readonly version: string | null;
  readonly current: string | null;
  readonly saved: StackVersion | null;
  readonly document: string | null;
  readonly env: Readonly<Record<string, string>>;
  readonly masked: boolean;
  readonly warnings: readonly string[];
  readonly profiles: readonly string[];
  readonly services: readonly StackService[];
  readonly networks: readonly { readonly id: string; readonly name: string }[];
  readonly volumes: readonly { readonly name: string }[];
  readonly versions: readonly StackVersion[];
  readonly deployments: readonly StackDeployment[];
}

/** A version's hash as people tell it. */
export const shortHash = (hash: string): string => hash.slice(0, 12);
