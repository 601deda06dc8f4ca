import { z } from "zod";
import { define } from "../define.ts";

/** Lists the server's settings. */
export const settingList = define({
  id: "setting.list",
  summary: "List the server's settings: what each is, where it comes from, and how it can be set.",
  description: "Secrets are masked. Settings are changed by flags, environment or file, never over the network.",
  risk: "read",
  http: { method: "GET", path: "/api/settings" },
  input: z.strictObject({}),
  output: z.object({
    settings: z.array(
      z.object({
        key: z.string().describe("As in the settings file."),
        group: z.string(),
        description: z.string(),
        value: z.string().nullable().describe("As a person writes it; null where nothing is set."),
        from: z.string().describe("Where it comes from, in words."),
        origin: z.enum(["flag", "environment", "file", "default"]),
        environment: z.string().describe("The environment variable that sets it."),
        flag: z.string().describe("The flag that sets it."),
        reloadable: z.boolean().describe("Whether a changed file counts without a restart."),
      }),
    ),
  }),
  deadline: 10_000,
  errors: ["FIELD_UNKNOWN"],
  examples: [{ title: "All of them", input: {} }],
  run: ({ ports }) => Promise.resolve({ settings: [...(ports.setUp?.settings() ?? [])] }),
});
