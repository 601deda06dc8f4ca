import { z } from "zod";
import { define } from "../define.ts";
import { endpointName } from "../prune/endpoint-name.ts";
import { composeLabels } from "./compose-labels.ts";
import { versionErrors } from "./errors.ts";
import { projectName, versionHash } from "./fields.ts";
import { findStack, shelfOf, versionOf } from "./kept.ts";
import { loadStack } from "./load-stack.ts";
import { lookAt } from "./look.ts";
import { maskDocument, maskEnv } from "./mask-document.ts";
import { byService, stackDeployment, stackService, stackVersion, stateOf, tellContainer, tellDeployment, tellVersion } from "./view.ts"; // prettier-ignore

/** Versions and deployments that one answer shows; `stack.history` has more. */
const shown = 10;

/** Shows one stack. */
export const stackInspect = define({
  id: "stack.inspect",
  summary: "Show a stack: its document and variables, its services with their containers, and its versions.",
  description:
    "Values that look like secrets are masked for callers that may not see them; a masked document can be saved again, and what is masked stays as it was.",
  risk: "read",
  http: { method: "GET", path: "/api/stacks/{name}" },
  input: z.strictObject({ name: projectName, version: versionHash.optional() }),
  output: z.object({
    name: z.string(),
    state: z.enum(["running", "partial", "stopped", "none"]),
    kept: z.boolean(),
    owner: z.string().nullable().describe("Whoever saved it first."),
    version: z.string().nullable().describe("Hash of the version that is shown."),
    current: z.string().nullable().describe("Hash of the version that counts."),
    saved: stackVersion.nullable(),
    document: z.string().nullable(),
    env: z.record(z.string(), z.string()),
    masked: z.boolean().describe("Whether values are masked."),
    warnings: z.array(z.string()),
    profiles: z.array(z.string()),
    services: z.array(stackService),
    networks: z.array(z.object({ id: z.string(), name: z.string() })),
    volumes: z.array(z.object({ name: z.string() })),
    versions: z.array(stackVersion).describe("The newest first."),
    deployments: z.array(stackDeployment).describe("The newest first."),
  }),
  deadline: 30_000,
  errors: versionErrors,
  examples: [
    { title: "A stack by its name", input: { name: "shop" } },
    { title: "An earlier version of it", input: { name: "shop", version: "3fa1c29b" } },
  ],
  async run(context, input) {
    const shelf = shelfOf(context.ports);
    const endpoint = endpointName(context);
    const found = await findStack(context, input.name);
    const { kept } = found;
    const version = kept === undefined ? undefined : versionOf(context, kept, input.version);
    const loaded = version === undefined ? undefined : loadStack(input.name, version.document, version.env);
    const present = await lookAt(context, input.name);
    const containers = byService(found);
    const said = new Map((loaded?.project?.services ?? []).map((service) => [service.name, service]));
    const reveals = context.revealsSecrets;
    const own = ({ Labels }: { readonly Labels: Readonly<Record<string, string>> | null }): boolean =>
      Labels?.[composeLabels.project] === input.name;
    return {
      name: input.name,
      state: stateOf(found.containers),
      kept: kept !== undefined,
      owner: kept?.owner.name ?? null,
      version: version?.hash ?? null,
      current: kept?.current ?? null,
      saved: version === undefined ? null : tellVersion(version),
      document: version === undefined ? null : reveals ? version.document : maskDocument(version.document),
      env: version === undefined ? {} : reveals ? { ...version.env } : maskEnv(version.env),
      masked: !reveals,
      warnings: (loaded?.warnings ?? []).map(({ message }) => message),
      profiles: [...new Set([...said.values()].flatMap(({ profiles }) => profiles))].toSorted(),
      services: [...new Set([...said.keys(), ...[...containers.keys()].toSorted()])].map((name) => {
        const service = said.get(name);
        const placed = containers.get(name) ?? [];
        return {
          ...{ name, image: service?.image ?? null, wanted: kept === undefined ? null : (service?.count ?? 0) },
          running: placed.filter(({ inspect }) => inspect.State.Running).length,
          state: stateOf(placed),
          profiles: [...(service?.profiles ?? [])],
          containers: placed.map(tellContainer),
        };
      }),
      networks: present.networks.filter(own).map(({ Id, Name }) => ({ id: Id, name: Name })),
      volumes: present.volumes.filter(own).map(({ Name }) => ({ name: Name })),
      versions: kept === undefined ? [] : shelf.versions(endpoint, input.name, shown).map(tellVersion),
      deployments: kept === undefined ? [] : shelf.deployments(endpoint, input.name, shown).map(tellDeployment),
    };
  },
});
