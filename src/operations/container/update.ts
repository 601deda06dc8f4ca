import { z } from "zod";
import { define } from "../define.ts";
import { containerChangeErrors } from "../fields/errors.ts";
import { reference, targetById } from "../fields/reference.ts";
import { act, acted } from "./act.ts";
import { limitBody, limitFields, refuseContradictions } from "./create/limits.ts";

/** Changes limits and restart policy. */
export const containerUpdate = define({
  id: "container.update",
  summary: "Change a container's limits and restart policy while it runs.",
  description: "What is not named stays as it is; swap follows memory, twice as much, as it does for new containers.",
  risk: "change",
  riskCeiling: "host",
  http: { method: "POST", path: "/api/containers/{id}/update", failure: "Failed to update container" },
  input: z
    .strictObject({ id: reference("container"), ...limitFields })
    .superRefine(refuseContradictions)
    .refine((input) => Object.keys(limitBody(input)).length > 0, "names nothing to change"),
  output: acted,
  targets: targetById("container"),
  body: { kind: "container.update", of: updateBody },
  deadline: 60_000,
  errors: [...containerChangeErrors, "CONTAINMENT_DENIED"],
  examples: [{ title: "Allow 256 MiB and one and a half CPUs", input: { id: "web", memory: "256MiB", cpus: 1.5 } }],
  run: (context, input) => act(context, input, { action: "update", done: "updated", body: context.body }),
});

/** The engine refuses a memory limit above the swap limit that is set, and counts none as one. */
function updateBody(input: Parameters<typeof limitBody>[0]): Record<string, unknown> {
  const body = limitBody(input);
  const memory = body["Memory"];
  return typeof memory === "number" && memory > 0 ? { MemorySwap: memory * 2, ...body } : body;
}
