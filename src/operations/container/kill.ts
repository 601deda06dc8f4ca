import { z } from "zod";
import { define } from "../define.ts";
import { containerChangeErrors } from "../fields/errors.ts";
import { reference, targetById } from "../fields/reference.ts";
import { act, acted } from "./act.ts";

/** Sends a signal to a container. */
export const containerKill = define({
  id: "container.kill",
  summary: "Send a signal to a running container: SIGKILL unless another is named.",
  risk: "change",
  http: { method: "POST", path: "/api/containers/{id}/kill", failure: "Failed to kill container" },
  input: z.strictObject({
    id: reference("container"),
    signal: z
      .string()
      .regex(/^(?:SIG)?[A-Z0-9+-]{1,12}$/u, "must be a signal such as SIGTERM or 15")
      .default("SIGKILL")
      .describe("Name or number of the signal."),
  }),
  output: acted,
  targets: targetById("container"),
  docker: ({ id, signal }) => ["kill", "--signal", signal, id],
  deadline: 60_000,
  errors: containerChangeErrors,
  examples: [{ title: "Ask the main process to reload", input: { id: "web", signal: "SIGHUP" } }],
  run: (context, input) =>
    act(context, input, {
      action: "kill",
      done: input.signal.endsWith("KILL") ? "killed" : `sent ${input.signal}`,
      query: { signal: input.signal },
    }),
});
