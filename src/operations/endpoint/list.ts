import { z } from "zod";
import { define } from "../define.ts";

/** Lists the engines of the server. */
export const endpointList = define({
  id: "endpoint.list",
  summary: "List the engines that the server reaches.",
  description:
    "The first one is meant where a call that only looks names none; with several, changes have to name one.",
  risk: "read",
  http: { method: "GET", path: "/api/endpoints" },
  input: z.strictObject({}),
  output: z.object({
    endpoints: z.array(
      z.object({
        name: z.string(),
        kind: z.string().describe("unix, npipe, tcp, ssh, embedded or sandbox."),
        address: z.string().describe("As DOCKER_HOST would have it."),
        usual: z.boolean().describe("True for the one that is meant where none is named."),
      }),
    ),
    total: z.number().describe("How many there are."),
  }),
  deadline: 30_000,
  errors: ["INPUT_INVALID", "FIELD_UNKNOWN"],
  examples: [{ title: "The engines", input: {} }],
  run({ ports, caller }) {
    const endpoints = (ports.endpoints?.list(caller) ?? []).map(({ name, kind, address }, index) => ({
      name,
      kind,
      address,
      usual: index === 0,
    }));
    return Promise.resolve({ endpoints, total: endpoints.length });
  },
});
