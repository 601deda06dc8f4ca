import { z } from "zod";
import { define } from "../define.ts";
import { containerErrors } from "../fields/errors.ts";
import { reference, targetById } from "../fields/reference.ts";
import { theContainer } from "./act.ts";

/** Gives a container's whole file system. */
export const containerExport = define({
  id: "container.export",
  summary: "Download a container's whole file system as a tar archive; volumes are left out.",
  description: "Counts as a change although it only reads, because files may hold secrets that a viewer must not see.",
  risk: "change",
  http: { method: "GET", path: "/api/containers/{id}/export", failure: "Failed to export container" },
  input: z.strictObject({ id: reference("container") }),
  output: z.never(),
  targets: targetById("container"),
  deadline: "none",
  errors: containerErrors,
  examples: [{ title: "Export a container", input: { id: "web" } }],
  async download(context) {
    const { id, name } = theContainer(context);
    const { body } = await context.ports.engine.open("GET", `/containers/${id}/export`, { signal: context.signal });
    return { bytes: body, contentType: "application/x-tar", filename: `${name}.tar` };
  },
});
