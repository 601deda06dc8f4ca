import { z } from "zod";
import { define } from "../define.ts";
import { containerChangeErrors } from "../fields/errors.ts";
import { reference, targetById } from "../fields/reference.ts";
import { act, acted } from "./act.ts";

/** Starts a container. */
export const containerStart = define({
  id: "container.start",
  summary: "Start a container; one that runs already is left as it is.",
  risk: "change",
  http: { method: "POST", path: "/api/containers/{id}/start", failure: "Failed to start container" },
  input: z.strictObject({ id: reference("container") }),
  output: acted,
  targets: targetById("container"),
  docker: ({ id }) => ["start", id],
  deadline: 60_000,
  errors: containerChangeErrors,
  examples: [{ title: "Start a container by its name", input: { id: "web" } }],
  run: (context, input) => act(context, input, { action: "start", done: "started", timeout: 55_000 }),
});
