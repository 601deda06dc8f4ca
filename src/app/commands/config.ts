import { showSettings } from "../../config/show.ts";
import { exitCodes } from "../../surfaces/cli/exit-code.ts";
import { usageError } from "../../surfaces/cli/failure.ts";
import { renderTable } from "../../surfaces/cli/render/table.ts";
import { write } from "../../surfaces/cli/terminal.ts";
import type { Command } from "./command.ts";

/** `gnosis-docker config print`. */
export const command: Command = {
  usage: "print [--format table|json]",
  help: ["Secrets are masked. Every setting's flag is taken, so that you can try what it would do."],
  flags: { format: "value" },
  async run(loaded, terminal) {
    const [verb, extra] = loaded.positionals;
    if (verb !== "print" || extra !== undefined)
      throw usageError(
        verb === undefined ? "What to do with the settings is missing." : `There is no 'config ${extra ?? verb}'.`,
        "Usage: gnosis-docker config print [--format table|json]",
        ["print"],
      );
    const shown = showSettings(loaded);
    const format = loaded.own.get("format") ?? "table";
    if (format === "json") {
      const values = shown.map(({ key, value, from }) => ({ key, value, from }));
      await write(
        terminal.output,
        `${JSON.stringify({ file: loaded.file ?? null, settings: values }, undefined, 2)}\n`,
      );
    } else if (format === "table") {
      const rows = shown.map(({ key, value, from }) => [key, value ?? "-", from]);
      await write(terminal.output, renderTable(["SETTING", "VALUE", "FROM"], rows, { width: terminal.output.columns }));
    } else {
      throw usageError(`There is no format '${String(format)}'.`, "Use --format table or --format json.");
    }
    return exitCodes.ok;
  },
};
