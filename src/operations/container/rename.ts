import { z } from "zod";
import { define } from "../define.ts";
import { containerChangeErrors } from "../fields/errors.ts";
import { containerName } from "../fields/names.ts";
import { reference, targetById } from "../fields/reference.ts";
import { act, acted } from "./act.ts";

/** Renames a container. */
export const containerRename = define({
  id: "container.rename",
  summary: "Give a container another name.",
  risk: "change",
  http: { method: "POST", path: "/api/containers/{id}/rename", failure: "Failed to rename container" },
  input: z.strictObject({ id: reference("container"), name: containerName }),
  output: acted,
  targets: targetById("container"),
  docker: ({ id, name }) => ["rename", id, name],
  deadline: 60_000,
  errors: containerChangeErrors,
  examples: [{ title: "Rename a container", input: { id: "web", name: "web-old" } }],
  run: (context, input) =>
    act(context, input, { action: "rename", done: `renamed to ${input.name}`, query: { name: input.name } }),
});
