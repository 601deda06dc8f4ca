import { realpath } from "node:fs/promises";
import type { Readable } from "node:stream";
import type { Catalogue } from "../catalogue/catalogue.ts";
import type { AnyOperation } from "../catalogue/operation.ts";
import { closest } from "../kernel/closest.ts";
import { GnosisError } from "../kernel/errors.ts";
import { exitCodeOf, exitCodes } from "../surfaces/cli/exit-code.ts";
import { asFailure, usageError, type Failure } from "../surfaces/cli/failure.ts";
import { renderFailure } from "../surfaces/cli/render/failure.ts";
import { painter, write, type Terminal } from "../surfaces/cli/terminal.ts";
import { findOperation, nouns, withVerb, wordsOf } from "../surfaces/cli/words.ts";
import { settingsFor, type Command } from "./commands/command.ts";
import { commandList, type CommandEntry } from "./commands/list.ts";
import { connect } from "./connect.ts";
import { asksOffline } from "./offline/asks-offline.ts";
import { version } from "./version.ts";

// The forms of flags and help bring the schema library along: a bridge that a client waits for starts without it.
const loadUsage = () => import("../surfaces/cli/usage.ts");

const loadCatalogue = async (): Promise<Catalogue> => (await import("../operations/index.ts")).catalogue;

async function overview(): Promise<string> {
  const all = [...nouns(await loadCatalogue())];
  const { wrap } = await loadUsage();
  const width = 14;
  const listed = all.flatMap(([noun, operations]) => {
    const verbs = operations.map((operation) => wordsOf(operation).verb).join(", ");
    return wrap(verbs, 96 - width - 2).map((line, index) => `  ${(index === 0 ? noun : "").padEnd(width)}${line}`);
  });
  return [
    "Usage: gnosis-docker COMMAND [ARGUMENTS] [FLAGS]",
    "       gnosis-docker NOUN VERB [TARGETS] [FLAGS]",
    "",
    "Commands:",
    ...commandList.map(({ name, summary }) => `  ${name.padEnd(width)}${summary}`),
    "",
    "Operations, against the server at GNOSIS_DOCKER_URL with the token GNOSIS_DOCKER_TOKEN:",
    ...listed,
    "",
    "Every command takes --help. Settings: flags, GNOSIS_* variables, a YAML file; see 'gnosis-docker config print'.",
    "",
  ].join("\n");
}

async function nounHelp(noun: string, operations: readonly AnyOperation[]): Promise<string> {
  const { twoColumns } = await loadUsage();
  const entries = operations.map((operation) => [`  ${wordsOf(operation).verb}`, operation.summary] as const);
  return [`Usage: gnosis-docker ${noun} VERB [TARGETS] [FLAGS]`, "", ...twoColumns(entries, 16), ""].join("\n");
}

const commandHelp = ({ name, summary }: CommandEntry, { usage, help = [] }: Command): string =>
  [
    `Usage: gnosis-docker ${name} ${usage}`.trimEnd(),
    "",
    summary,
    ...help,
    "",
    "Every setting can be given as a flag too: 'gnosis-docker config print' lists them.",
    "",
  ].join("\n");

const asksHelp = (argv: readonly string[]): boolean =>
  argv
    .slice(0, argv.includes("--") ? argv.indexOf("--") : argv.length)
    .some((word) => word === "--help" || word === "-h");

/** A directory of this machine as a build gets it. */
async function packDirectory(directory: string, dockerfile: string): Promise<Readable> {
  const { directoryTar } = await import("../operations/build/context/directory-tar.ts");
  return directoryTar(await realpath(directory), dockerfile);
}

async function routeOperation(first: string, others: readonly string[], terminal: Terminal): Promise<number> {
  const catalogue = await loadCatalogue();
  if (first === "__complete") {
    const { complete } = await import("../surfaces/cli/completion/complete.ts");
    const { namesFromServer } = await import("../surfaces/cli/completion/server-names.ts");
    const names = async (list: AnyOperation) => namesFromServer(await connect([], terminal.environment), list);
    const words = await complete(others[0] ?? "", { catalogue, commands: commandList, names });
    await write(terminal.output, words.map((word) => `${word}\n`).join(""));
    return exitCodes.ok;
  }
  const [verb, ...argv] = others;
  if (verb !== undefined && asksOffline(first, verb, argv)) {
    const { runOffline } = await import("./offline/run-offline.ts");
    return runOffline(
      first,
      verb,
      argv,
      { catalogue, tell: (failure) => tell(failure, [first, verb], terminal) },
      terminal,
    );
  }
  const operations = nouns(catalogue).get(first) ?? nouns(catalogue).get(first.replace(/s$/, ""));
  if (operations === undefined) {
    const names = [...commandList.map(({ name }) => name), ...nouns(catalogue).keys()];
    const near = [...closest(first, names), ...withVerb(catalogue, first)].slice(0, 3);
    throw usageError(`There is no command '${first}'.`, "See 'gnosis-docker --help'.", near);
  }
  if (verb === undefined || verb.startsWith("-")) {
    const asked = verb === "--help" || verb === "-h";
    await write(asked ? terminal.output : terminal.errors, await nounHelp(first, operations));
    return asked ? exitCodes.ok : exitCodes.usage;
  }
  const { runOperation } = await import("../surfaces/cli/run-operation.ts");
  const operation = findOperation(catalogue, first, verb);
  return runOperation(
    operation,
    argv,
    {
      connect: (flags) => connect(flags, terminal.environment),
      tell: (failure) => tell(failure, [first, verb], terminal),
      packDirectory,
    },
    terminal,
  );
}

async function isVerbOf(noun: string, verb: string | undefined): Promise<boolean> {
  if (verb === undefined || verb.startsWith("-")) return false;
  const operations = nouns(await loadCatalogue()).get(noun) ?? [];
  return operations.some((operation) => wordsOf(operation).verb === verb);
}

async function route(argv: readonly string[], terminal: Terminal): Promise<number> {
  const [first, ...others] = argv;
  if (first === undefined || first === "help" || first === "--help" || first === "-h") {
    if (first === "help" && others[0] !== undefined) return route([...others, "--help"], terminal);
    await write(first === undefined ? terminal.errors : terminal.output, await overview());
    return first === undefined ? exitCodes.usage : exitCodes.ok;
  }
  if (first === "--version" || first === "-V" || first === "version") {
    await write(terminal.output, `gnosis-docker ${version()}\n`);
    return exitCodes.ok;
  }
  const entry = commandList.find(({ name }) => name === first);
  // A noun may be a command too, which then has the first say in its words.
  const isOperation = entry?.words?.includes(others[0] ?? "") === false && (await isVerbOf(first, others[0]));
  if (entry === undefined || isOperation) return routeOperation(first, others, terminal);
  const { command } = await entry.load();
  if (asksHelp(others)) {
    await write(terminal.output, commandHelp(entry, command));
    return exitCodes.ok;
  }
  return command.run(await settingsFor(others, terminal.environment, command.flags), terminal);
}

/** Tells of a failure in the words of the command line. */
async function tell(failure: Failure, argv: readonly string[], terminal: Terminal): Promise<void> {
  const paint = painter(terminal, "errors");
  // Loading the catalogue takes a moment: usage mistakes and the like are told without it.
  if (failure.code === "USAGE" || failure.code === "CONFIG_INVALID") {
    await write(terminal.errors, renderFailure(failure, paint));
    return;
  }
  const catalogue = await loadCatalogue();
  const { failureForCli } = await import("../surfaces/cli/render/next-step.ts");
  const known = argv.length >= 2 && nouns(catalogue).has(argv[0] ?? "");
  const told = failureForCli(failure, catalogue, known ? argv.slice(0, 2).join(" ") : undefined);
  await write(terminal.errors, renderFailure(told, paint));
}

/** Runs one command line and gives its exit code; whatever goes wrong is told on the error stream. */
export async function dispatch(argv: readonly string[], terminal: Terminal): Promise<number> {
  try {
    return await route(argv, terminal);
  } catch (thrown) {
    // Ended by Ctrl-C or SIGTERM: that is no failure to tell of, and shells expect 128 and the signal's number.
    if (terminal.signal.aborted && !(thrown instanceof GnosisError))
      return terminal.signal.reason === "SIGTERM" ? 143 : 130;
    const failure = asFailure(thrown);
    await tell(failure, argv, terminal);
    return exitCodeOf(failure.code);
  }
}
