import { z } from "zod";
import { define } from "../define.ts";
import { containerChangeErrors } from "../fields/errors.ts";
import { reference, targetById } from "../fields/reference.ts";
import { act, acted } from "./act.ts";
import { grace, graceDeadline, graceFields } from "./grace.ts";

/** Stops a container. */
export const containerStop = define({
  id: "container.stop",
  summary: "Stop a container: ask it to end, and kill it when it has not within the timeout.",
  description: "One that has stopped already is left as it is.",
  risk: "change",
  http: { method: "POST", path: "/api/containers/{id}/stop", failure: "Failed to stop container" },
  input: z.strictObject({ id: reference("container"), ...graceFields }),
  output: acted,
  targets: targetById("container"),
  docker: (input) => ["stop", "--time", String(grace(input).t), input.id],
  deadline: graceDeadline,
  errors: containerChangeErrors,
  examples: [
    { title: "Stop a container", input: { id: "web" } },
    { title: "Give it a minute to end", input: { id: "web", timeout: "1m" } },
  ],
  run: (context, input) => {
    const { t, timeout } = grace(input);
    return act(context, input, { action: "stop", done: "stopped", query: { t }, timeout });
  },
});
