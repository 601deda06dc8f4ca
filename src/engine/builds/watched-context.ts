import { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { dockerfileBases } from "../../kernel/dockerfile-bases.ts";
import { asGnosisError, GnosisError } from "../../kernel/errors.ts";
import type { EngineReader } from "../reader.ts";
import { dockerfileInContext } from "./dockerfile-in-context.ts";

/** What a build's Dockerfile is looked through for. */
export interface BuildContextParts {
  /** The parameters that are sent: of them `dockerfile` and `buildargs` say which images the build takes something from. */
  readonly query: Readonly<Record<string, unknown>>;
  /** Whether an image that a Dockerfile names lies in the trash. */
  readonly isRemoved: (reference: string) => Promise<boolean>;
  /** Why an image may not be taken, for callers that may take some only. */
  readonly against?: ((reference: string) => Promise<string | undefined>) | undefined;
}

/** Gives an image's tags; nothing where there is no such image, which the engine may then pull. */
export const tagsFrom =
  (reader: Pick<EngineReader, "image">, signal: AbortSignal) =>
  (reference: string): Promise<readonly string[] | null | undefined> =>
    reader.image(reference, { fresh: true, signal }).then(
      ({ value }) => value.RepoTags,
      () => undefined,
    );

/** Build arguments by name, from the parameter that carries them as JSON. */
export function buildArguments(text: unknown): Record<string, string> {
  const given =
    typeof text === "string" && text !== "" ? (JSON.parse(text) as Record<string, string | null> | null) : {};
  return Object.fromEntries(Object.entries(given ?? {}).map(([name, value]) => [name, value ?? ""]));
}

const gzip = Buffer.from([0x1f, 0x8b]);
/** Beginnings of other compressions that an engine unpacks: bzip2, xz, Zstandard. */
const others = [Buffer.from("BZh"), Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a]), Buffer.from([0x28, 0xb5, 0x2f, 0xfd])];

/** Hands chunks over one at a time; who gives waits until the taker wants the next one, or has seen enough. */
class HandOver {
  #next = Promise.withResolvers<Buffer | undefined>();
  #release: () => void = () => {};
  #done = false;

  give(chunk: Buffer | undefined): Promise<void> {
    if (this.#done) return Promise.resolve();
    const looked = Promise.withResolvers<void>();
    this.#release = looked.resolve;
    this.#next.resolve(chunk);
    return looked.promise;
  }

  /** The taker needs no more. */
  finish(): void {
    this.#done = true;
    this.#release();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer, void, void> {
    for (;;) {
      const chunk = await this.#next.promise;
      if (chunk === undefined) return;
      this.#next = Promise.withResolvers();
      yield chunk;
      // Asked for more: that one has been looked at.
      this.#release();
    }
  }
}

/**
 * A build's context as it comes, whose last piece is sent only when its Dockerfile has been looked through: the engine begins when it has
 * all of it. Breaks off with CONTAINMENT_DENIED where an image is named that lies in the trash.
 */
export function watchedContext(context: Readable, parts: BuildContextParts): Readable {
  const watched = Readable.from(pass(context, parts), { objectMode: false });
  // What the reader gives up is given up at its source.
  watched.once("close", () => context.destroy());
  return watched;
}

async function* pass(context: AsyncIterable<Buffer>, parts: BuildContextParts): AsyncGenerator<Buffer, void, void> {
  const pieces = new HandOver();
  let verdict: Promise<void> | undefined;
  let refused: GnosisError | undefined;
  let held: Buffer | undefined;
  for await (const piece of context) {
    verdict ??= look(pieces, piece, parts)
      .catch((error: unknown) => void (refused = asGnosisError(error)))
      .finally(() => pieces.finish());
    await pieces.give(piece);
    if (refused !== undefined) throw refused;
    if (held !== undefined) yield held;
    held = piece;
  }
  if (verdict === undefined) return;
  await pieces.give(undefined);
  await verdict;
  if (refused !== undefined) throw refused;
  if (held !== undefined) yield held;
}

async function look(pieces: HandOver, first: Buffer, parts: BuildContextParts): Promise<void> {
  if (others.some((magic) => first.subarray(0, magic.length).equals(magic)))
    throw new GnosisError("INPUT_INVALID", "The build's context is compressed so that its Dockerfile can't be read.", {
      next: "Send it as a tar archive, plain or compressed by gzip.",
    });
  // Whoever may take some images only gets a build whose Dockerfile can be read in one way alone.
  const strict = parts.against !== undefined;
  const archive = first.subarray(0, 2).equals(gzip) ? unpacked(pieces, strict) : pieces;
  const { dockerfile, buildargs } = parts.query;
  const named = typeof dockerfile === "string" && dockerfile !== "" ? dockerfile : "Dockerfile";
  const { texts, unread } = await dockerfileInContext(archive, named, { strict });
  if (unread)
    throw new GnosisError(
      "INPUT_INVALID",
      strict
        ? `The build's context has no ${JSON.stringify(named)} that can be read: it must be a plain file, and no link.`
        : "The Dockerfile is too large to be read, or hidden among links.",
    );
  for (const text of texts) {
    for (const { reference, variable, line } of dockerfileBases(text, buildArguments(buildargs))) {
      const reason = await parts.against?.(variable ?? reference);
      if (reason !== undefined)
        throw new GnosisError("CONTAINMENT_DENIED", `${reason} It stands in line ${line} of the Dockerfile.`, {
          rule: "containment.images",
          next: "Build from an image that the role's policy lets in.",
        });
      if (!(await parts.isRemoved(reference))) continue;
      throw new GnosisError(
        "CONTAINMENT_DENIED",
        `The image ${JSON.stringify(reference)} in line ${line} of the Dockerfile lies in the trash.`,
        { rule: "trash.image", next: "Bring it back first, or name another image." },
      );
    }
  }
}

/** A broken archive is the engine's to refuse: what could be unpacked has been looked at. */
async function* unpacked(pieces: HandOver, strict: boolean): AsyncGenerator<Buffer, void, void> {
  const unpacking = Readable.from(pieces, { objectMode: false }).pipe(createGunzip());
  try {
    yield* unpacking as AsyncIterable<Buffer>;
  } catch (error) {
    if (!String((error as NodeJS.ErrnoException).code).startsWith("Z_")) throw error;
    if (strict) throw new GnosisError("INPUT_INVALID", "The build's context can't be unpacked.", { cause: error });
  }
}
