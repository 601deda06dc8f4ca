import { loadPolicyFile, readPolicyText } from "../../guard/policy/load-policy.ts";
import type { Difference, Replay } from "../../catalogue/ports/policy-tools.ts";
import { listRecords } from "../../guard/audit/record-query.ts";
import { parseMoment } from "../../kernel/moments.ts";
import { exitCodes } from "../../surfaces/cli/exit-code.ts";
import { usageError } from "../../surfaces/cli/failure.ts";
import type { Terminal } from "../../surfaces/cli/terminal.ts";
import { lookInto } from "../offline/read-records.ts";
import { rememberedTarget, whatIf } from "../what-if.ts";
import { askServer, flag, loading, type Loaded, type Told } from "./told.ts";

/** Records that are replayed when nothing else is said, and the most. */
const usualLimit = 2_000;
const mostRecords = 20_000;

const usage = "Usage: gnosis-docker policy what-if FILE [--since 7d] [--limit N] [--offline]";

function limitOf(loaded: Loaded): number {
  const text = flag(loaded, "limit");
  const limit = text === undefined ? usualLimit : Number(text);
  if (Number.isInteger(limit) && limit >= 1 && limit <= mostRecords) return limit;
  throw usageError(`--limit ${text ?? ""} is no number from 1 to ${mostRecords}.`, usage);
}

/** `policy what-if`: replays the records of the running server; without one those of the data directory. */
export async function replayRecords(file: string, loaded: Loaded, terminal: Terminal): Promise<Told> {
  const since = flag(loaded, "since");
  const limit = limitOf(loaded);
  // Read here first: a broken file is then told by its name and lines.
  const policy = loadPolicyFile(file, loading(loaded));
  const asked = { policy: readPolicyText(file), limit, ...(since === undefined ? {} : { since }) };
  const asking = await askServer("/api/policy/preview", asked, loaded, terminal, true);
  if ("answer" in asking) return tell(asking.answer as unknown as Replay, file, []);
  const { dataDir } = loaded.settings;
  const from = since === undefined ? {} : { since: parseMoment(since, new Date(), "since") * 1000 };
  const found = await lookInto(dataDir, (store) =>
    whatIf({
      ...{ policy, limit, ...from },
      list: (query) => listRecords(store, query),
      find: (kind, id, endpoint) => Promise.resolve(rememberedTarget(store, endpoint, kind, id)),
    }),
  );
  return tell(found, file, [
    `${asking.without} These are the records in ${dataDir}; objects are taken as they were last known.`,
  ]);
}

/** Equal differences as one, the newest of them with how many more there are. */
function folded(different: readonly Difference[]): { readonly newest: Difference; readonly more: number }[] {
  const groups = new Map<string, { newest: Difference; more: number }>();
  for (const each of different) {
    const key = JSON.stringify([each.caller, each.role, each.operation, each.targets, each.before.effect, each.after.effect, each.after.rule]); // prettier-ignore
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { newest: each, more: 0 });
    else group.more++;
  }
  return [...groups.values()];
}

function tell(found: Replay, file: string, notes: readonly string[]): Told {
  const { different, replayed, unknown, since } = found;
  const lines = folded(different).map(({ newest, more }) => {
    const { time, caller, role, operation, targets, before, after } = newest;
    const call = [operation, ...targets].join(" ");
    const place = after.line === undefined ? "" : ` (${file}:${after.line})`;
    const again = more === 0 ? "" : `, and ${more} more`;
    return `${time}  ${caller} as ${role}  ${call}: ${before.effect} → ${after.effect} by ${after.rule}${place}${again}`;
  });
  return {
    lines: [
      ...lines,
      `${replayed} calls replayed${since === undefined ? "" : ` since ${since}`}, ${different.length} decided otherwise, ${unknown} unknown.`,
      ...(unknown === 0 ? [] : ["Unknown are calls on objects that are gone, and whose labels would decide."]),
      ...notes,
    ],
    json: found,
    code: exitCodes.ok,
  };
}
