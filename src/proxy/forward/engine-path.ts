import type { Target } from "../../catalogue/target.ts";
import { parseImageReference } from "../../kernel/image-reference.ts";
import type { Turn } from "./turn.ts";

/** Routes that act on the very name of an image: a tag is removed or written into an archive. */
const byName: ReadonlySet<string> = new Set(["ImageDelete", "ImageGet"]);

/** The path that is sent: the route's own text with full ids in its places, never what the client wrote. */
export function enginePath(turn: Turn, targets: readonly Target[]): string {
  const { route, parameters } = turn;
  let next = 0;
  return route.path.replaceAll(/\{(\w+)\}/g, (_whole, name: string) => {
    const written = parameters[name] ?? "";
    if (!route.targets.some((target) => target.from === "path" && target.name === name)) return written;
    const target = targets[next++];
    if (target === undefined) throw new Error(`The route ${route.name} has fewer targets than places.`);
    if (target.kind === "image" && byName.has(route.name)) return imageName(written, target);
    return target.id;
  });
}

/** The name that the client gave, when it is one that the resolved image has; its id otherwise. */
export function imageName(written: string, image: Target): string {
  const parsed = parseImageReference(written);
  const known = image.references?.some((reference) => parseImageReference(reference)?.text === parsed?.text) ?? false;
  return parsed === undefined || !known ? image.id : parsed.familiar;
}

/** The query that is sent, from the values as they were read; repeated parameters stay repeated. */
export function engineQuery(
  turn: Turn,
  replaced: Readonly<Record<string, string | readonly string[] | undefined>> = {},
): Record<string, string | readonly string[]> {
  const query: Record<string, string | readonly string[]> = {};
  for (const [key, value] of turn.query.pairs) {
    const before = query[key];
    query[key] = before === undefined ? value : [...(typeof before === "string" ? [before] : before), value];
  }
  for (const [key, value] of Object.entries(replaced)) {
    if (value === undefined) delete query[key];
    else query[key] = value;
  }
  return query;
}
