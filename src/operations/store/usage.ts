import { z } from "zod";
import { GnosisError } from "../../kernel/errors.ts";
import { define } from "../define.ts";

/** Shows what the server keeps. */
export const storeUsage = define({
  id: "store.usage",
  summary: "Show what the server keeps: the size of its file, and of each part how much, how old, and for how long.",
  risk: "read",
  http: { method: "GET", path: "/api/store/usage" },
  input: z.strictObject({}),
  output: z.object({
    path: z.string(),
    file_bytes: z.number(),
    log_bytes: z.number().describe("Of the write-ahead log beside it."),
    parts: z.array(
      z.object({
        name: z.string(),
        rows: z.number(),
        oldest: z.string().nullable(),
        kept: z.string().describe("For how long or how much, in words."),
        settings: z.array(z.string()).describe("The settings that say so."),
      }),
    ),
  }),
  deadline: 30_000,
  errors: ["FIELD_UNKNOWN", "STORE_FAILED", "ENGINE_LACKS"],
  examples: [{ title: "What is kept", input: {} }],
  run({ ports }) {
    if (ports.setUp === undefined) throw new GnosisError("ENGINE_LACKS", "There is no store here.");
    const { path, file, log, parts } = ports.setUp.store();
    return Promise.resolve({
      path,
      file_bytes: file,
      log_bytes: log,
      parts: parts.map((part) => ({ ...part, settings: [...part.settings] })),
    });
  },
});
