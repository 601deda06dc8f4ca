import type { Catalogue } from "../../catalogue/catalogue.ts";
import { settingFlags } from "../../config/flags.ts";
import { usageError } from "../../surfaces/cli/failure.ts";
import { runOperation, type RunParts } from "../../surfaces/cli/run-operation.ts";
import type { Terminal } from "../../surfaces/cli/terminal.ts";
import { findOperation } from "../../surfaces/cli/words.ts";
import { settingsFor } from "../commands/command.ts";
import { recordFlags, recordsOffline } from "./records-command.ts";
import { withOwnServer } from "./with-own-server.ts";

/** Nouns whose operations work on the data directory itself, without a running server. */
const offlineNouns: ReadonlySet<string> = new Set(["audit", "token"]);

const noDirectory = () => Promise.reject(new Error("neither audit nor token takes a directory"));

/** Parts the settings' flags and `--offline` from the operation's own, both in their order. */
function partSettings(argv: readonly string[]): { readonly settings: string[]; readonly others: string[] } {
  const settings: string[] = [];
  const others: string[] = [];
  for (let index = 0; index < argv.length; index++) {
    const word = argv[index] ?? "";
    if (word === "--offline") continue;
    const flag = word.startsWith("--") ? settingFlags.get(word.slice(2).split("=")[0] ?? "") : undefined;
    if (flag === undefined) others.push(word);
    else settings.push(word, ...(flag.isSwitch || word.includes("=") ? [] : [argv[++index] ?? ""]));
  }
  return { settings, others };
}

/** Runs `audit …` or `token …` on the data directory and gives the exit code. */
export async function runOffline(
  noun: string,
  verb: string,
  argv: readonly string[],
  { catalogue, tell }: { readonly catalogue: Catalogue; readonly tell: RunParts["tell"] },
  terminal: Terminal,
): Promise<number> {
  if (argv.includes("--help") || argv.includes("-h"))
    return runOperation(
      findOperation(catalogue, noun, verb),
      ["--help"],
      { connect: () => Promise.reject(new Error("only the help is asked for")), tell, packDirectory: noDirectory },
      terminal,
    );
  if (!offlineNouns.has(noun))
    throw usageError(
      `'${noun}' needs a running server.`,
      "Leave --offline and --data-dir out; they are for audit and token.",
    );
  if (noun === "audit")
    return recordsOffline(verb, await settingsFor(argv, terminal.environment, recordFlags), terminal);
  const operation = findOperation(catalogue, noun, verb);
  const { settings, others } = partSettings(argv);
  const loaded = await settingsFor(settings, terminal.environment);
  return withOwnServer(loaded, terminal, (server) =>
    runOperation(
      operation,
      others,
      { connect: () => Promise.resolve(server), tell, packDirectory: noDirectory },
      terminal,
    ),
  );
}
