import { posix } from "node:path";
import { z } from "zod";
import { define } from "../define.ts";
import { containerErrors } from "../fields/errors.ts";
import { containerPath } from "../fields/path.ts";
import { reference, targetById } from "../fields/reference.ts";
import { theContainer } from "./act.ts";

/** Copies a file or directory out of a container. */
export const containerDownload = define({
  id: "container.download",
  summary: "Copy a file or directory out of a container, as a tar archive.",
  description: "Counts as a change although it only reads, because files may hold secrets that a viewer must not see.",
  risk: "change",
  http: { method: "GET", path: "/api/containers/{id}/archive", failure: "Failed to copy" },
  input: z.strictObject({
    id: reference("container"),
    path: containerPath("File or directory inside the container."),
  }),
  output: z.never(),
  targets: targetById("container"),
  deadline: "none",
  errors: [...containerErrors, "PATH_NOT_FOUND"],
  examples: [{ title: "Fetch a configuration file", input: { id: "web", path: "/etc/hostname" } }],
  async download(context, input) {
    const { body } = await context.ports.engine.open("GET", `/containers/${theContainer(context).id}/archive`, {
      query: { path: input.path },
      signal: context.signal,
    });
    const name = posix.basename(input.path).replace(/[^\w.-]/gu, "_") || "root";
    return { bytes: body, contentType: "application/x-tar", filename: `${name}.tar` };
  },
});
