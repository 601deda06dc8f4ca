import { z } from "zod";
import { GnosisError } from "../../kernel/errors.ts";
import { define } from "../define.ts";
import { engineErrors } from "../fields/errors.ts";
import { ofScope, runFields, runView } from "./run.ts";

/** Reads the last output of containers that ended or are gone. */
export const logHistory = define({
  id: "log.history",
  summary: "Read the last output of a container that ended or was removed, where that was kept.",
  description:
    "The output of containers with the label `gnosis-docker.keep-logs=true` is kept when they end (of all containers with the setting `keepLogs`): its end, run by run, secrets masked.",
  risk: "read",
  http: { method: "GET", path: "/api/containers/{id}/logs/history" },
  input: z.strictObject({
    id: z.string().min(1).max(512).describe("The container's name or full id."),
    runs: z.int().min(1).max(100).default(1).describe("How many runs, the newest."),
    tail: z.int().min(1).max(100_000).default(200).describe("How many lines of each, the newest."),
  }),
  output: z.object({
    container_id: z.string(),
    runs: z
      .array(
        z.object({
          ...runFields,
          logs: z.string().describe("Standard output and standard error, each line with its time before it."),
        }),
      )
      .describe("Newest first."),
  }),
  deadline: 30_000,
  errors: [...engineErrors, "CONTAINER_NOT_FOUND", "REFERENCE_AMBIGUOUS"],
  examples: [{ title: "What a job that is gone said at its end", input: { id: "nightly-job" } }],
  run: async (context, { id, runs, tail }) => {
    const { archive, reader } = context.ports;
    const there = await reader.container(id, { remembered: true, signal: context.signal }).then(({ value }) => value.Id, () => undefined); // prettier-ignore
    const kept = ofScope(context, archive?.logs(there ?? id) ?? []);
    if (kept.length === 0) {
      throw new GnosisError("CONTAINER_NOT_FOUND", `No output is kept of a container '${id}'.`, {
        next: "Give containers the label gnosis-docker.keep-logs=true; for one that is there, read container.logs.",
      });
    }
    return {
      container_id: id,
      runs: kept.slice(0, runs).map((run) => {
        const lines = run.text.replace(/\n$/, "").split("\n");
        const truncated = run.truncated || lines.length > tail;
        return { ...runView(run), logs: lines.slice(-tail).join("\n"), truncated };
      }),
    };
  },
});
