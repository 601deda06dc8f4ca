import { z } from "zod";
import { configDiff } from "../../engine/config-history/config-diff.ts";
import { define } from "../define.ts";
import { engineErrors } from "../fields/errors.ts";
import { change, changeView } from "./setting-change.ts";
import { versionsOf } from "./versions.ts";

const version = z.object({
  time: z.string().describe("From then on it was so, RFC 3339."),
  action: z
    .string()
    .describe(
      "create, update, rename; `recreate` when another container took the place; `seen` when it was like that at the server's first look.",
    ),
  name: z.string(),
  hash: z.string().describe("SHA-256 of the whole set-up."),
  by: z
    .object({ caller: z.string(), surface: z.string(), operation: z.string(), record: z.string() })
    .nullable()
    .describe("The call through Gnosis Docker that changed it; null when nobody asked for it through Gnosis Docker."),
  changes: z.array(change).describe("What is different from the version before."),
});

/** Tells how a container's set-up changed. */
export const containerHistory = define({
  id: "container.history",
  summary: "Show how a container's configuration changed over time, and who changed it; also of one that is gone.",
  risk: "read",
  http: { method: "GET", path: "/api/containers/{id}/history" },
  input: z.strictObject({
    id: z
      .string()
      .min(1)
      .max(512)
      .describe("A container's name, full id or prefix; of one that is gone, its name or full id."),
  }),
  output: z.object({
    container_id: z.string(),
    full_id: z.string(),
    versions: z.array(version).describe("Oldest first. State (running, addresses) is not part of it."),
  }),
  deadline: 30_000,
  errors: [...engineErrors, "CONTAINER_NOT_FOUND", "REFERENCE_AMBIGUOUS"],
  examples: [{ title: "What was changed on a container", input: { id: "web" } }],
  run: async (context, { id }) => {
    const versions = await versionsOf(context, id);
    return {
      container_id: id,
      full_id: (versions.at(-1) ?? versions[0]).container,
      versions: versions.map(({ container, time, action, name, hash, cause, config }, i) => ({
        time: new Date(time).toISOString(),
        ...{ name, hash },
        action: i > 0 && versions[i - 1]!.container !== container ? "recreate" : action,
        by: cause ? { ...cause } : null,
        changes: i === 0 ? [] : configDiff(versions[i - 1]!.config, config).map(changeView),
      })),
    };
  },
});
