import { z } from "zod";
import { define } from "../define.ts";
import { containerChangeErrors } from "../fields/errors.ts";
import { reference, targetById } from "../fields/reference.ts";
import { act, acted } from "./act.ts";

/** Let a paused container go on. */
export const containerUnpause = define({
  id: "container.unpause",
  summary: "Let a paused container go on.",
  risk: "change",
  http: { method: "POST", path: "/api/containers/{id}/unpause", failure: "Failed to unpause container" },
  input: z.strictObject({ id: reference("container") }),
  output: acted,
  targets: targetById("container"),
  docker: ({ id }) => ["unpause", id],
  deadline: 60_000,
  errors: containerChangeErrors,
  examples: [{ title: "Unpause a container", input: { id: "web" } }],
  run: (context, input) => act(context, input, { action: "unpause", done: "unpaused" }),
});
