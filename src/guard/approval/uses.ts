import type { Target, TargetKind } from "../../catalogue/target.ts";
import { canonicalJson } from "../../kernel/canonical-json.ts";
import { matchTarget } from "../target/match-target.ts";
import type { GuardSide } from "../side.ts";

/** An object that a body names, and what it is now. */
export interface Used {
  readonly kind: TargetKind;
  readonly name: string;
  /** Its full id; of a volume also the driver and options that say what it is. */
  readonly is: string;
}

type Members = Readonly<Record<string, unknown>>;

const membersOf = (value: unknown): Members =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Members) : {};
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? (value as unknown[]) : []);

/** The names that the body of a container speaks of. */
function namesIn(body: Members): readonly (readonly [TargetKind, unknown])[] {
  const host = membersOf(body["HostConfig"]);
  const binds = listOf(host["Binds"]).map((bind) => String(bind).split(":")[0] ?? "");
  const mounts = listOf(host["Mounts"]).map(membersOf);
  return [
    ["image", body["Image"]],
    ["network", host["NetworkMode"]],
    ...Object.keys(membersOf(membersOf(body["NetworkingConfig"])["EndpointsConfig"])).map(
      (name) => ["network", name] as const,
    ),
    ...binds.filter((source) => !source.startsWith("/")).map((name) => ["volume", name] as const),
    ...mounts.filter(({ Type }) => Type === "volume").map(({ Source }) => ["volume", Source] as const),
  ];
}

const identity = ({ kind, id, driver = "", options = {} }: Target): string =>
  kind === "volume" ? canonicalJson({ id, driver, options }) : id;

/**
 * What a body names by names, which may come to mean something else before an approved call is made: a tag that is moved, a network or
 * a volume that is made anew. What isn't there yet is not told.
 */
export async function usesOf(
  side: GuardSide,
  body: Members | undefined,
  signal?: AbortSignal,
): Promise<readonly Used[]> {
  const found: Used[] = [];
  for (const [kind, name] of namesIn(body ?? {})) {
    if (typeof name !== "string" || name === "" || name.startsWith("container:")) continue;
    const list = await side.targets.list(kind, { fresh: true, ...(signal === undefined ? {} : { signal }) });
    const target = matched(name, list);
    if (target !== undefined) found.push({ kind, name, is: identity(target) });
  }
  return found;
}

function matched(name: string, list: readonly Target[]): Target | undefined {
  try {
    return matchTarget(name, list);
  } catch {
    // Nothing that the engine would take.
    return undefined;
  }
}
