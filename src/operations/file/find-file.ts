import { posix } from "node:path";
import type { Readable } from "node:stream";
import type { EngineClient } from "../../engine/client.ts";
import { GnosisError } from "../../kernel/errors.ts";
import { type TarEntry, tarEntries } from "../../kernel/tar-reader.ts";

/** Links that are followed one after the other; more is taken for a circle, as Linux does. */
const mostLinks = 40;

/** One file inside a container, with its bytes. */
export interface FoundFile {
  readonly entry: TarEntry;
  /** Where it lies, after links. */
  readonly path: string;
  /** Ends the engine's request; must be called. */
  readonly close: () => void;
}

const conflict = (path: string, is: string): GnosisError =>
  new GnosisError("CONFLICT", `${path} is ${is}.`, {
    where: "path",
    next: "List directories with file.list, and copy them with container.download.",
  });

const circle = (path: string): GnosisError => conflict(path, "a link that leads in a circle");

/** Opens one file of a container by its path, links followed. PATH_NOT_FOUND, or CONFLICT for what is no file. */
export async function findFile(
  engine: EngineClient,
  container: string,
  path: string,
  signal: AbortSignal,
): Promise<FoundFile> {
  let at = posix.normalize(path);
  for (let hop = 0; hop < mostLinks; hop++) {
    const { body } = await engine
      .open("GET", `/containers/${container}/archive`, { query: { path: at }, signal })
      .catch((thrown: unknown) => {
        const circles = thrown instanceof GnosisError && thrown.message.includes("too many links");
        throw circles ? circle(path) : thrown;
      });
    const close = (): void => void (body as Readable).destroy();
    const entries = tarEntries(body as AsyncIterable<Buffer>);
    const next = await entries.next();
    if (next.done === true) {
      close();
      throw new GnosisError("PATH_NOT_FOUND", `There is no file ${path} in the container.`, { where: "path" });
    }
    const entry = next.value;
    if (entry.type === "file") return { entry, path: at, close };
    close();
    if (entry.type === "directory") throw conflict(path, "a directory");
    if (entry.type === "other") throw conflict(path, "neither a file nor a directory");
    at = posix.resolve(posix.dirname(at), entry.linkTarget);
  }
  throw circle(path);
}
