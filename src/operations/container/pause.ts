import { z } from "zod";
import { define } from "../define.ts";
import { containerChangeErrors } from "../fields/errors.ts";
import { reference, targetById } from "../fields/reference.ts";
import { act, acted } from "./act.ts";

/** Freeze all processes of a running container. */
export const containerPause = define({
  id: "container.pause",
  summary: "Freeze all processes of a running container.",
  risk: "change",
  http: { method: "POST", path: "/api/containers/{id}/pause", failure: "Failed to pause container" },
  input: z.strictObject({ id: reference("container") }),
  output: acted,
  targets: targetById("container"),
  docker: ({ id }) => ["pause", id],
  deadline: 60_000,
  errors: containerChangeErrors,
  examples: [{ title: "Pause a container", input: { id: "web" } }],
  run: (context, input) => act(context, input, { action: "pause", done: "paused" }),
});
