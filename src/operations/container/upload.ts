import { z } from "zod";
import { GnosisError } from "../../kernel/errors.ts";
import { plainArchive } from "../../kernel/plain-archive.ts";
import { define } from "../define.ts";
import { archiveError } from "../fields/archive-error.ts";
import { containerChangeErrors } from "../fields/errors.ts";
import { containerPath } from "../fields/path.ts";
import { reference, targetById } from "../fields/reference.ts";
import { theContainer } from "./act.ts";

/** Bytes of an archive, also once it is unpacked. */
const mostBytes = 4 * 1024 ** 3;

/** Copies files into a container. */
export const containerUpload = define({
  id: "container.upload",
  summary: "Copy files into a container: a tar archive is unpacked in one of its directories.",
  description:
    "The directory must exist, and not lie in a bind mount: that would write to the host. Works on stopped containers too. The archive is plain, or compressed with gzip.",
  risk: "change",
  riskCeiling: "host",
  http: { method: "PUT", path: "/api/containers/{id}/archive", failure: "Failed to copy" },
  input: z.strictObject({
    id: reference("container"),
    path: containerPath("Directory inside the container that the archive is unpacked in."),
    overwrite: z.boolean().default(false).describe("Lets a file take a directory's place and the other way round."),
    copy_owner: z.boolean().default(false).describe("Keeps the archive's user and group ids."),
  }),
  output: z.object({
    message: z.string().describe("What was done, for people."),
    container_id: z.string().describe("The container as it was asked for."),
    path: z.string(),
  }),
  targets: targetById("container"),
  body: { kind: "container.upload", of: () => ({}), query: ({ path }) => ({ path }) },
  upload: { contentType: "application/x-tar", maxBytes: mostBytes, required: true },
  deadline: 600_000,
  errors: [
    ...containerChangeErrors,
    "CONTAINMENT_DENIED",
    "PATH_NOT_FOUND",
    "UPLOAD_MISSING",
    "UPLOAD_BROKEN",
    "BODY_TOO_LARGE",
  ],
  examples: [{ title: "Unpack an archive in /srv", input: { id: "web", path: "/srv" } }],
  async run(context, input) {
    if (context.upload === undefined) throw new GnosisError("UPLOAD_MISSING", "container.upload needs a tar archive.");
    try {
      await context.ports.engine.json("PUT", `/containers/${theContainer(context).id}/archive`, {
        query: { path: input.path, noOverwriteDirNonDir: !input.overwrite, copyUIDGID: input.copy_owner },
        headers: { "content-type": "application/x-tar" },
        body: await plainArchive(context.upload, mostBytes),
        signal: context.signal,
        timeout: 590_000,
      });
    } catch (error) {
      throw archiveError(error);
    }
    return { message: `Files copied to ${input.path} successfully`, container_id: input.id, path: input.path };
  },
});
