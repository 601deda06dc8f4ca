import { z } from "zod";
import { define } from "../define.ts";
import { containerChangeErrors } from "../fields/errors.ts";
import { reference, targetById } from "../fields/reference.ts";
import { act, acted } from "./act.ts";
import { grace, graceDeadline, graceFields } from "./grace.ts";

/** Restarts a container. */
export const containerRestart = define({
  id: "container.restart",
  summary: "Restart a container; one that does not run is started.",
  risk: "change",
  http: { method: "POST", path: "/api/containers/{id}/restart", failure: "Failed to restart container" },
  input: z.strictObject({ id: reference("container"), ...graceFields }),
  output: acted,
  targets: targetById("container"),
  docker: (input) => ["restart", "--time", String(grace(input).t), input.id],
  deadline: graceDeadline,
  errors: containerChangeErrors,
  examples: [
    { title: "Restart a container", input: { id: "web" } },
    { title: "Restart it with 3 seconds to end", input: { id: "web", timeout: "3s" } },
  ],
  run: (context, input) => {
    const { t, timeout } = grace(input);
    return act(context, input, { action: "restart", done: "restarted", query: { t }, timeout });
  },
});
