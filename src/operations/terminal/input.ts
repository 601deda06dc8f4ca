import type { Readable } from "node:stream";
import { z } from "zod";
import { parseStrictJson } from "../../kernel/strict-json.ts";
import { GnosisError } from "../../kernel/errors.ts";
import { command } from "../fields/command.ts";
import { reference } from "../fields/reference.ts";

/** The shell that is there: bash where the image has it. */
const usualShell = ["sh", "-c", "if command -v bash >/dev/null 2>&1; then exec bash; else exec sh; fi"];

const cells = (description: string) => z.int().min(1).max(1000).describe(description);

/** What a terminal is opened on. */
export const terminalInput = z.strictObject({
  id: reference("container"),
  command: command("What runs in it; a shell when absent.").optional(),
  user: z.string().min(1).max(256).optional().describe("User inside; the container's own when absent."),
  workdir: z.string().min(1).max(4096).optional().describe("Working directory inside."),
  rows: cells("Lines of the terminal.").default(24),
  columns: cells("Characters in one line.").default(80),
});

/** A parsed opening. */
export type TerminalInput = z.output<typeof terminalInput>;

/** The body of `POST /containers/{id}/exec`. */
export function terminalBody(input: TerminalInput): Record<string, unknown> {
  return {
    AttachStdin: true,
    AttachStdout: true,
    AttachStderr: true,
    Tty: true,
    Cmd: input.command ?? usualShell,
    Env: ["TERM=xterm-256color"],
    ...(input.user === undefined ? {} : { User: input.user }),
    ...(input.workdir === undefined ? {} : { WorkingDir: input.workdir }),
  };
}

const said = z.union([
  z.strictObject({ typed: z.string().max(65_536) }),
  z.strictObject({ rows: cells("Lines."), columns: cells("Characters.") }),
]);

/** What comes in while it is open: keys, or a new size. */
export type Said = z.output<typeof said>;

/** Bytes that one line of the upload may have. */
const longestLine = 400_000;

function parse(line: string): Said {
  const result = said.safeParse(parseStrictJson(line));
  if (result.success) return result.data;
  throw new GnosisError("INPUT_INVALID", 'A line is neither {"typed": …} nor {"rows": …, "columns": …}.', {
    where: "upload",
  });
}

/** The lines of an upload, each a key press or a new size. INPUT_INVALID for anything else. */
export async function* linesOf(upload: Readable): AsyncGenerator<Said, void, void> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of upload) {
    const lines = (rest + decoder.decode(chunk as Uint8Array, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    if (rest.length > longestLine) throw new GnosisError("INPUT_INVALID", "A line is too long.", { where: "upload" });
    for (const line of lines) if (line.trim() !== "") yield parse(line);
  }
  if (rest.trim() !== "") yield parse(rest);
}
