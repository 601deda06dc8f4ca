import { posix } from "node:path";
import { Readable } from "node:stream";
import { z } from "zod";
import { theContainer } from "../container/act.ts";
import { define } from "../define.ts";
import { containerErrors } from "../fields/errors.ts";
import { containerPath } from "../fields/path.ts";
import { reference, targetById } from "../fields/reference.ts";
import { findFile, type FoundFile } from "./find-file.ts";

/** Copies one file out of a container. */
export const fileDownload = define({
  id: "file.download",
  summary: "Copy one file out of a container, as it is.",
  description:
    "Counts as a change although it only reads, because files may hold secrets that a viewer must not see. Links are followed; " +
    "directories are copied with `container.download`.",
  risk: "change",
  http: { method: "GET", path: "/api/containers/{id}/files/content", failure: "Failed to copy" },
  input: z.strictObject({ id: reference("container"), path: containerPath("File inside the container.") }),
  output: z.never(),
  targets: targetById("container"),
  deadline: "none",
  errors: [...containerErrors, "PATH_NOT_FOUND", "CONFLICT"],
  examples: [{ title: "Fetch a configuration file", input: { id: "web", path: "/etc/hostname" } }],
  async download(context, input) {
    const { engine } = context.ports;
    const file = await findFile(engine, theContainer(context).id, input.path, context.signal);
    const name = posix.basename(file.path).replace(/[^\w.-]/gu, "_") || "file";
    return {
      bytes: Readable.from(bytesOf(file), { objectMode: false }),
      contentType: "application/octet-stream",
      filename: name,
    };
  },
});

async function* bytesOf({ entry, close }: FoundFile): AsyncGenerator<Buffer, void, void> {
  try {
    yield* entry.content;
  } finally {
    close();
  }
}
