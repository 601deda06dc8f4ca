import { z } from "zod";
import { define } from "../define.ts";
import { engineErrors } from "../fields/errors.ts";
import { reference, targetById } from "../fields/reference.ts";
import { theNetwork } from "./view.ts";

/** Removes a network. */
export const networkRemove = define({
  id: "network.remove",
  summary: "Remove a network; one with containers in it stays.",
  risk: "destroy",
  http: { method: "DELETE", path: "/api/networks/{id}", failure: "Failed to remove network" },
  input: z.strictObject({ id: reference("network") }),
  output: z.object({
    message: z.string().describe("What was done, for people."),
    full_id: z.string(),
    name: z.string(),
  }),
  targets: targetById("network"),
  docker: ({ id }) => ["network", "rm", id],
  deadline: 60_000,
  errors: [...engineErrors, "NETWORK_NOT_FOUND", "REFERENCE_AMBIGUOUS", "CONFLICT", "ENGINE_REFUSED", "PROTECTED"],
  examples: [{ title: "Remove a network", input: { id: "backend" } }],
  async run(context, input) {
    const { id, name } = theNetwork(context);
    await context.ports.engine.json("DELETE", `/networks/${id}`, { signal: context.signal });
    await context.ports.reader.changed("network", id);
    return { message: `Network ${input.id} removed successfully`, full_id: id, name };
  },
});
