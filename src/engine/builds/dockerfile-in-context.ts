import { posix } from "node:path";
import { GnosisError } from "../../kernel/errors.ts";
import { type TarEntry, tarEntries } from "../../kernel/tar-reader.ts";

/** Bytes of a file that may be a Dockerfile, and of all such files together; more is none that anybody wrote. */
const largestDockerfile = 1024 * 1024;
const mostText = 16 * 1024 * 1024;
/** Links that are followed, one after the other, and that are remembered. */
const mostSteps = 40;
const mostLinks = 100_000;

/** What a build's context says of its Dockerfile. */
export interface FoundDockerfile {
  /** Its text, one for each way in which a link of that name can be read; none where the context has no such file. */
  readonly texts: readonly string[];
  /** True when it is there and could not be read: too large, or among too many links. Read strictly, also when it is not there. */
  readonly unread: boolean;
}

/** A path as the engine unpacks it: from the context's root, without `.` and `..`. */
const cleaned = (path: string): string => posix.join("/", path);

async function contentOf(entry: TarEntry): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of entry.content) parts.push(part);
  return Buffer.concat(parts).toString("utf8");
}

/**
 * Finds the Dockerfile in a tar archive: the last file of that name, through links to it or to a directory above. `strict` is for whoever
 * may not build from everything: what the engine could find elsewhere than we do is INPUT_INVALID, and links lead to no Dockerfile.
 */
export async function dockerfileInContext(
  archive: AsyncIterable<Buffer>,
  named: string,
  { strict = false }: { readonly strict?: boolean } = {},
): Promise<FoundDockerfile> {
  const texts = new Map<string, string>();
  const large = new Set<string>();
  const links = new Map<string, string>();
  let kept = 0;
  let overflow = false;
  const isNamed = (path: string): boolean => path === cleaned(named) || path === cleaned(named.toLowerCase());
  for await (const entry of tarEntries(archive, { strict })) {
    const path = cleaned(entry.name);
    if (strict && belowLink(path, links))
      throw new GnosisError("INPUT_INVALID", "The build's context has an entry that would be unpacked through a link.");
    texts.delete(path);
    large.delete(path);
    links.delete(path);
    if (entry.type === "link") {
      if (links.size < mostLinks) links.set(path, entry.linkTarget);
      else overflow = true;
    }
    if (entry.type !== "file") continue;
    if (entry.size > largestDockerfile) {
      large.add(path);
      continue;
    }
    if (strict && !isNamed(path)) continue;
    const text = await contentOf(entry);
    if (!strict && path !== cleaned(named) && !/^\s*from\s/im.test(text)) continue;
    kept += text.length;
    if (kept > mostText) overflow = true;
    else texts.set(path, text);
  }
  if (strict) return plainly(named, texts, large, overflow || links);
  const paths = [named, named.toLowerCase()].flatMap((name) => [...reached(cleaned(name), links)]);
  const found = paths.map((path) => texts.get(path)).filter((text) => text !== undefined);
  return { texts: found, unread: paths.some((path) => large.has(path)) || (found.length === 0 && overflow) };
}

/** Whether a directory above a path is a link. */
function belowLink(path: string, links: ReadonlyMap<string, string>): boolean {
  if (links.size === 0) return false;
  for (let end = path.lastIndexOf("/"); end > 0; end = path.lastIndexOf("/", end - 1))
    if (links.has(path.slice(0, end))) return true;
  return false;
}

/** The Dockerfile where it is a file by its very name. */
function plainly(
  named: string,
  texts: ReadonlyMap<string, string>,
  large: ReadonlySet<string>,
  links: ReadonlyMap<string, string> | true,
): FoundDockerfile {
  const paths = [cleaned(named), cleaned(named.toLowerCase())];
  const found = paths.map((path) => texts.get(path)).filter((text) => text !== undefined);
  const elsewhere = links === true || paths.some((path) => links.has(path) || belowLink(path, links));
  return { texts: found, unread: found.length === 0 || elsewhere || paths.some((path) => large.has(path)) };
}

/** Where a path may lead: a symbolic link counts from its own directory, a hard one from the root, and an archive may mean either. */
function reached(path: string, links: ReadonlyMap<string, string>): Set<string> {
  const seen = new Set<string>();
  const ahead = [path];
  for (let next = ahead.pop(); next !== undefined && seen.size < mostSteps; next = ahead.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    for (let end = next.length; end > 0; end = next.lastIndexOf("/", end - 1)) {
      const target = links.get(next.slice(0, end));
      if (target === undefined) continue;
      const rest = next.slice(end);
      ahead.push(cleaned(target) + rest, posix.join(posix.dirname(next.slice(0, end)), cleaned(target)) + rest);
      ahead.push(cleaned(posix.join(posix.dirname(next.slice(0, end)), target)) + rest);
    }
  }
  return seen;
}
