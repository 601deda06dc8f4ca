import { z } from "zod";
import { setField, type Draft } from "../draft.ts";
import { field, planned, type ServiceField } from "../service-field.ts";
import { bytes, decimal, flag, named, text, whole } from "../values.ts";

const nano = (cpus: number): number => Math.round(cpus * 1e9);

const ulimits = z.record(
  z.string(),
  z
    .union([whole, z.strictObject({ soft: whole, hard: whole })])
    .transform((given) =>
      typeof given === "number" ? { Hard: given, Soft: given } : { Hard: given.hard, Soft: given.soft },
    ),
);

/** The most that processes may have. */
const most = z.strictObject({ cpus: decimal.optional(), memory: bytes.optional(), pids: whole.optional() });

const deploy = z.strictObject({
  mode: z.enum(["replicated"]).optional(),
  replicas: whole.optional(),
  resources: z
    .strictObject({ limits: most.optional(), reservations: z.strictObject({ memory: bytes.optional() }).optional() })
    .optional(),
  restart_policy: z
    .strictObject({ condition: z.enum(["none", "on-failure", "any"]).optional(), max_attempts: whole.optional() })
    .optional(),
});

const policyNames = { none: "no", "on-failure": "on-failure", any: "always" } as const;

/** The same thing said twice must be said alike. */
function agree(draft: Draft, path: string, older: string, value: unknown): void {
  if (value === undefined) return;
  const said = draft.body.HostConfig[path];
  if (said !== undefined && said !== value) throw new Error(`says something else than \`${older}\`; keep one of them`);
  setField(draft, `HostConfig.${path}`, value);
}

function putDeploy({ resources, restart_policy: restart }: z.output<typeof deploy>, draft: Draft): void {
  const { cpus, memory, pids } = resources?.limits ?? {};
  agree(draft, "NanoCpus", "cpus", cpus === undefined ? undefined : nano(cpus));
  agree(draft, "Memory", "mem_limit", memory);
  agree(draft, "PidsLimit", "pids_limit", pids);
  agree(draft, "MemoryReservation", "mem_reservation", resources?.reservations?.memory);
  // As in Docker Compose, `restart` counts where both stand.
  if (restart === undefined || draft.body.HostConfig["RestartPolicy"] !== undefined) return;
  setField(draft, "HostConfig.RestartPolicy", {
    Name: policyNames[restart.condition ?? "any"],
    MaximumRetryCount: restart.max_attempts ?? 0,
  });
}

/** What it may use in the newer spelling. */
export const deployField: ServiceField = field(
  "HostConfig.NanoCpus, Memory, PidsLimit, MemoryReservation, RestartPolicy; how many containers",
  deploy,
  putDeploy,
);

/** What it may use, and what happens when it ends. */
export const limitFields: Readonly<Record<string, ServiceField>> = {
  mem_limit: field("HostConfig.Memory", bytes),
  mem_reservation: field("HostConfig.MemoryReservation", bytes),
  memswap_limit: field("HostConfig.MemorySwap", z.union([z.literal(-1), bytes])),
  mem_swappiness: field("HostConfig.MemorySwappiness", whole),
  oom_kill_disable: field("HostConfig.OomKillDisable", flag),
  oom_score_adj: field("HostConfig.OomScoreAdj", whole),
  cpus: field("HostConfig.NanoCpus", decimal, (given, draft) => setField(draft, "HostConfig.NanoCpus", nano(given))),
  cpu_shares: field("HostConfig.CpuShares", whole),
  cpu_quota: field("HostConfig.CpuQuota", whole),
  cpu_period: field("HostConfig.CpuPeriod", whole),
  cpuset: field("HostConfig.CpusetCpus", text),
  pids_limit: field("HostConfig.PidsLimit", whole),
  shm_size: field("HostConfig.ShmSize", bytes),
  storage_opt: field("HostConfig.StorageOpt", named),
  ulimits: field("HostConfig.Ulimits", ulimits, (given, draft) =>
    setField(
      draft,
      "HostConfig.Ulimits",
      Object.entries(given)
        .toSorted(([left], [right]) => (left < right ? -1 : 1))
        .map(([Name, limit]) => ({ Name, ...limit })),
    ),
  ),
  restart: field(
    "HostConfig.RestartPolicy",
    z.union([z.literal(false), z.string().regex(/^(?:no|always|unless-stopped|on-failure(?::\d{1,9})?)$/u)]),
    (given, draft) => {
      const [Name = "no", retries = "0"] = given === false ? [] : given.split(":");
      setField(draft, "HostConfig.RestartPolicy", { Name, MaximumRetryCount: Number(retries) });
    },
  ),
  scale: planned("how many containers", whole),
};
