import { closest } from "../kernel/closest.ts";
import { exitCodeOf, exitCodes } from "../surfaces/cli/exit-code.ts";
import { asFailure, usageError } from "../surfaces/cli/failure.ts";
import { renderFailure } from "../surfaces/cli/render/failure.ts";
import { painter, write, type Terminal } from "../surfaces/cli/terminal.ts";
import { settingsFor, type Command } from "./commands/command.ts";
import { commandList, type CommandEntry } from "./commands/list.ts";
import { version } from "./version.ts";

const overview = (): string =>
  [
    "Usage: gnosis-docker COMMAND [ARGUMENTS] [FLAGS]",
    "",
    "Commands:",
    ...commandList.map(({ name, summary }) => `  ${name.padEnd(12)} ${summary}`),
    "",
    "Every command takes --help. Settings: flags, GNOSIS_* variables, a YAML file; see 'gnosis-docker config print'.",
    "",
  ].join("\n");

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

async function route(argv: readonly string[], terminal: Terminal): Promise<number> {
  const [first, ...others] = argv;
  if (first === undefined || first === "help" || first === "--help" || first === "-h") {
    if (first === "help" && others[0] !== undefined) return route([...others, "--help"], terminal);
    await write(first === undefined ? terminal.errors : terminal.output, overview());
    return first === undefined ? exitCodes.usage : exitCodes.ok;
  }
  if (first === "--version" || first === "-V" || first === "version") {
    await write(terminal.output, `gnosis-docker ${version()}\n`);
    return exitCodes.ok;
  }
  const entry = commandList.find(({ name }) => name === first);
  if (entry === undefined) {
    const near = closest(
      first,
      commandList.map(({ name }) => name),
    );
    throw usageError(`There is no command '${first}'.`, "See 'gnosis-docker --help'.", near);
  }
  const { command } = await entry.load();
  if (asksHelp(others)) {
    await write(terminal.output, commandHelp(entry, command));
    return exitCodes.ok;
  }
  return command.run(await settingsFor(others, terminal.environment, command.flags), terminal);
}

/** Runs one command line and gives its exit code; whatever goes wrong is told on the error stream. */
export async function dispatch(argv: readonly string[], terminal: Terminal): Promise<number> {
  try {
    return await route(argv, terminal);
  } catch (thrown) {
    const failure = asFailure(thrown);
    await write(terminal.errors, renderFailure(failure, painter(terminal, "errors")));
    return exitCodeOf(failure.code);
  }
}
