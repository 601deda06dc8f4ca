import { completionScript, shells } from "../../surfaces/cli/completion/scripts.ts";
import { exitCodes } from "../../surfaces/cli/exit-code.ts";
import { usageError } from "../../surfaces/cli/failure.ts";
import { write } from "../../surfaces/cli/terminal.ts";
import type { Command } from "./command.ts";

/** `gnosis-docker completion SHELL`. */
export const command: Command = {
  usage: "bash|zsh|fish",
  help: [
    "bash: source <(gnosis-docker completion bash)",
    "zsh:  source <(gnosis-docker completion zsh)",
    "fish: gnosis-docker completion fish | source",
    "Put the line into the shell's start-up file to keep it. Names are completed by asking the server.",
  ],
  async run({ positionals }, terminal) {
    const shell = shells.find((name) => name === positionals[0]);
    if (shell === undefined || positionals.length > 1)
      throw usageError(
        positionals[0] === undefined
          ? "The shell is missing."
          : `There is no completion for '${positionals.join(" ")}'.`,
        "Usage: gnosis-docker completion bash|zsh|fish",
      );
    await write(terminal.output, completionScript[shell]);
    return exitCodes.ok;
  },
};
