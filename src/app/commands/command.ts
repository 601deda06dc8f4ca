import { loadSettings, type LoadedSettings } from "../../config/load.ts";
import type { Terminal } from "../../surfaces/cli/terminal.ts";
import { surroundings } from "../surroundings.ts";

/** One command of the program that is not an operation. A module of this folder exports one as `command`. */
export interface Command {
  /** What follows the command's name, for the help. */
  readonly usage: string;
  /** More lines for the help. */
  readonly help?: readonly string[];
  /** The command's own flags beside the settings: `value` takes one, `switch` doesn't. */
  readonly flags?: Readonly<Record<string, "value" | "switch">>;
  /** Runs to its end and gives the exit code. What it throws is told to the user. */
  readonly run: (given: LoadedSettings, terminal: Terminal) => Promise<number>;
}

/** Reads the settings for a command from its arguments, the environment and the settings file. */
export const settingsFor = (
  argv: readonly string[],
  environment: Terminal["environment"],
  own?: Command["flags"],
): Promise<LoadedSettings> =>
  loadSettings({ argv, environment, ...surroundings(environment), ...(own === undefined ? {} : { own }) });
