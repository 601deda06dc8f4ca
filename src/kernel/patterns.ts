import { parseImageReference, splitReference, splitRepository, type ImageReference } from "./image-reference.ts";

/** Whether the whole text matches a glob: `*` is any run of characters, `?` one. Linear, so that no pattern can be made slow. */
export function matchesGlob(pattern: string, text: string): boolean {
  let p = 0;
  let t = 0;
  let star = -1;
  let mark = 0;
  while (t < text.length) {
    const wanted = pattern[p];
    if (wanted === "*") {
      star = p++;
      mark = t;
    } else if (wanted !== undefined && (wanted === "?" || wanted === text[t])) {
      p++;
      t++;
    } else if (star >= 0) {
      p = star + 1;
      t = ++mark;
    } else return false;
  }
  while (pattern[p] === "*") p++;
  return p === pattern.length;
}

/** A pattern of operations: an id or a glob over ids (`container.*`, `*.list`, `*`), or `risk:read` and its like. */
export function matchesOperation(pattern: string, operation: string, risk: string): boolean {
  return pattern.startsWith("risk:") ? pattern.slice(5) === risk : matchesGlob(pattern, operation);
}

/**
 * Whether an image reference is one that the pattern means. Registry and path are compared apart, so that a `*` in one can't reach
 * into the other; a pattern without tag and digest means every one; `*` alone means every image.
 */
export function matchesImage(pattern: string, reference: ImageReference | string): boolean {
  if (pattern === "*") return true;
  const image = typeof reference === "string" ? parseImageReference(reference) : reference;
  if (image === undefined) return false;
  const wanted = splitReference(pattern);
  const { domain, path } = splitRepository(wanted.name);
  if (!matchesGlob(domain, image.domain) || !matchesGlob(path, image.path)) return false;
  if (wanted.digest !== undefined) return image.digest !== undefined && matchesGlob(wanted.digest, image.digest);
  if (wanted.tag !== undefined) return image.tag !== undefined && matchesGlob(wanted.tag, image.tag);
  return true;
}

/** Whether a port lies in one of the ranges `8080` or `8000-8999`. */
export function matchesPort(ranges: readonly string[], port: number): boolean {
  return ranges.some((range) => {
    const [low, high] = range.split("-");
    return port >= Number(low) && port <= Number(high ?? low);
  });
}
