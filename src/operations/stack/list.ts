import { z } from "zod";
import { timestamp } from "../../kernel/clock.ts";
import { define } from "../define.ts";
import { engineErrors } from "../fields/errors.ts";
import { endpointName } from "../prune/endpoint-name.ts";
import { composeLabels } from "./compose-labels.ts";
import { keptStacks, shelfOf } from "./kept.ts";
import { containersOf, type Placed } from "./look.ts";
import { stateOf } from "./view.ts";

const stack = z.object({
  name: z.string(),
  state: z.enum(["running", "partial", "stopped", "none"]).describe("`none` when it has no containers."),
  running: z.int(),
  containers: z.int(),
  services: z.array(z.object({ name: z.string(), running: z.int(), containers: z.int() })),
  kept: z
    .boolean()
    .describe("Whether its document is kept here; false for one that only its containers' labels tell of."),
  version: z.string().nullable().describe("Hash of the version that counts."),
  saved: z.string().nullable().describe("When that was saved, RFC 3339."),
  saved_by: z.string().nullable(),
  deployed: z.string().nullable().describe("When it was last brought up, RFC 3339."),
  deployed_by: z.string().nullable(),
  deployed_version: z
    .string()
    .nullable()
    .describe("The version that was brought up; another one has been saved since where it differs."),
});

/** Lists stacks. */
export const stackList = define({
  id: "stack.list",
  summary: "List stacks: Compose projects, with how many of their containers run and which version was brought up.",
  description: "Those whose document is kept here, and those that only the labels of containers tell of.",
  risk: "read",
  http: { method: "GET", path: "/api/stacks" },
  input: z.strictObject({}),
  output: z.object({ stacks: z.array(stack), count: z.int() }),
  deadline: 30_000,
  errors: [...engineErrors, "ENGINE_LACKS"],
  examples: [{ title: "Every stack", input: {} }],
  async run(context) {
    const shelf = shelfOf(context.ports);
    const endpoint = endpointName(context);
    const byProject = new Map<string, Placed[]>();
    for (const placed of await containersOf(context)) {
      const project = placed.target.labels[composeLabels.project] ?? "";
      byProject.set(project, [...(byProject.get(project) ?? []), placed]);
    }
    const kept = new Map(keptStacks(context).map((one) => [one.name, one]));
    const names = [...new Set([...kept.keys(), ...byProject.keys()])].toSorted();
    const stacks = names.map((name) => {
      const containers = byProject.get(name) ?? [];
      const known = kept.get(name);
      const version = known === undefined ? undefined : shelf.version(endpoint, name, known.current);
      const [deployed] = known === undefined ? [] : shelf.deployments(endpoint, name, 1);
      const services = new Set([...(known?.reach ?? []).map(({ labels }) => labels[composeLabels.service] ?? ""), ...containers.map(({ service }) => service)]); // prettier-ignore
      const running = (some: readonly Placed[]): number => some.filter(({ inspect }) => inspect.State.Running).length;
      return {
        ...{ name, state: stateOf(containers), running: running(containers), containers: containers.length },
        services: [...services].toSorted().map((service) => {
          const own = containers.filter((one) => one.service === service);
          return { name: service, running: running(own), containers: own.length };
        }),
        kept: known !== undefined,
        version: known?.current ?? null,
        saved: version === undefined ? null : timestamp(version.time),
        saved_by: version?.by.name ?? null,
        deployed: deployed === undefined ? null : timestamp(deployed.time),
        deployed_by: deployed?.by.name ?? null,
        deployed_version: deployed?.hash ?? null,
      };
    });
    return { stacks, count: stacks.length };
  },
});
