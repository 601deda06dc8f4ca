import { z } from "zod";
import { theContainer } from "../container/act.ts";
import { define } from "../define.ts";
import { containerErrors } from "../fields/errors.ts";
import { containerPath } from "../fields/path.ts";
import { reference, targetById } from "../fields/reference.ts";
import { outputMask } from "../output/masked.ts";
import { findFile } from "./find-file.ts";
import { entryOf, fileEntry } from "./view.ts";

/** Bytes of a file that are shown. */
const most = 256 * 1024;

/** Shows a text file of a container. */
export const fileInspect = define({
  id: "file.inspect",
  summary: "Show a text file inside a container: its beginning, and what kind of file it is.",
  description:
    "Counts as a change although it only reads, as `container.download` does, because files may hold secrets that a viewer must not see. " +
    "What looks like a secret in it is masked for roles that don't reveal them. Links are followed.",
  risk: "change",
  http: { method: "GET", path: "/api/containers/{id}/files/text", failure: "Failed to read" },
  input: z.strictObject({ id: reference("container"), path: containerPath("File inside the container.") }),
  output: fileEntry.extend({
    container_id: z.string().describe("The container as it was asked for."),
    path: z.string().describe("Where it lies, after links."),
    text: z.string().nullable().describe("Its first 256 KiB; null where it is no text."),
    truncated: z.boolean().describe("True when there is more."),
  }),
  targets: targetById("container"),
  deadline: 30_000,
  errors: [...containerErrors, "PATH_NOT_FOUND", "CONFLICT"],
  examples: [{ title: "A configuration file", input: { id: "web", path: "/etc/hostname" } }],
  async run(context, input) {
    const { engine, reader } = context.ports;
    const { id } = theContainer(context);
    const { signal } = context;
    const { entry, path, close } = await findFile(engine, id, input.path, signal);
    const pieces: Buffer[] = [];
    let read = 0;
    try {
      for await (const piece of entry.content) {
        pieces.push(piece);
        read += piece.length;
        if (read > most) break;
      }
    } finally {
      close();
    }
    const bytes = Buffer.concat(pieces).subarray(0, most);
    const mask = outputMask(context.revealsSecrets, (await reader.container(id, { signal })).value);
    const text = textOf(bytes);
    return {
      ...entryOf(path.split("/").at(-1) ?? path, "file", entry),
      container_id: input.id,
      path,
      text: text === undefined ? null : mask(text),
      truncated: entry.size > most,
    };
  },
});

/** UTF-8 text without NUL, as editors tell it; a character that the end cuts through does not count. */
function textOf(bytes: Buffer): string | undefined {
  if (bytes.includes(0)) return undefined;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: true });
  } catch {
    return undefined;
  }
}
