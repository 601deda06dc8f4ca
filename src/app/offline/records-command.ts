import type { LoadedSettings } from "../../config/load.ts";
import { recordEntries, listRecords, showRecord } from "../../guard/audit/record-query.ts";
import { verifyFiles } from "../../guard/audit/verify-files.ts";
import { parseDuration } from "../../kernel/durations.ts";
import { exitCodes } from "../../surfaces/cli/exit-code.ts";
import { usageError } from "../../surfaces/cli/failure.ts";
import { readFormat, renderAnswer } from "../../surfaces/cli/render/answer.ts";
import { write, type Terminal } from "../../surfaces/cli/terminal.ts";
import { lookInto, verifyOffline } from "./read-records.ts";

const usage =
  "Usage: gnosis-docker audit verify [FILE…] | list | inspect ID | export --offline [--data-dir DIR] [--audit-head-file FILE]";

/** Flags of `audit … --offline` beside the settings. */
export const recordFlags = {
  offline: "switch",
  format: "value",
  quiet: "switch",
  "-q": "switch",
  limit: "value",
  since: "value",
  until: "value",
  caller: "value",
  operation: "value",
} as const;

/** A moment as `2h` (ago) or RFC 3339, in milliseconds. */
function moment(text: string): number {
  const at = Date.parse(text);
  return /^\d{4}-/.test(text) && !Number.isNaN(at) ? at : Date.now() - parseDuration(text);
}

function queryOf({ own }: LoadedSettings) {
  const text = (name: string) => {
    const value = own.get(name);
    return typeof value === "string" ? value : undefined;
  };
  const given = {
    limit: text("limit") === undefined ? undefined : Number(text("limit")),
    since: text("since") === undefined ? undefined : moment(text("since") ?? ""),
    until: text("until") === undefined ? undefined : moment(text("until") ?? ""),
    caller: text("caller"),
    operation: text("operation"),
  };
  if (Number.isNaN(given.limit)) throw usageError("--limit is not a number.", usage);
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

/** Reads the audit log of a data directory without a server, changing nothing in it. */
export async function recordsOffline(verb: string, loaded: LoadedSettings, terminal: Terminal): Promise<number> {
  const { settings, own, positionals } = loaded;
  const { dataDir } = settings;
  const how = {
    operation: `audit.${verb}`,
    format: readFormat(own.get("format") as string | undefined),
    quiet: (own.get("quiet") ?? own.get("q")) !== undefined,
  };
  const show = (answer: unknown) => write(terminal.output, renderAnswer(answer, how, terminal));
  const query = queryOf(loaded);
  const [id, extra] = positionals;
  if (verb === "verify" && id !== undefined) {
    const report = await verifyFiles(positionals, settings.auditHeadFile);
    await show(report);
    return report.ok ? exitCodes.ok : exitCodes.failure;
  }
  if (extra !== undefined || (id !== undefined && verb !== "inspect" && verb !== "show"))
    throw usageError(`'${extra ?? id ?? ""}' is one argument too many.`, usage);
  switch (verb) {
    case "verify": {
      const report = await verifyOffline(settings);
      await show(report);
      return report.ok ? exitCodes.ok : exitCodes.failure;
    }
    case "list":
      await show(lookInto(dataDir, (store) => listRecords(store, query)));
      return exitCodes.ok;
    case "inspect":
    case "show":
      if (id === undefined) throw usageError("The record's id is missing.", usage);
      await show(lookInto(dataDir, (store) => showRecord(store, id)));
      return exitCodes.ok;
    case "export":
      await lookInto(dataDir, async (store) => {
        for (const entry of recordEntries(store, query))
          if (!(await write(terminal.output, `${JSON.stringify(entry)}\n`))) break;
      });
      return exitCodes.ok;
    default:
      throw usageError(`There is no 'audit ${verb} --offline'.`, usage, ["verify", "list", "inspect", "export"]);
  }
}
