import { z } from "zod";
import type { OutputChunk } from "../../engine/client.ts";
import { Missed } from "../../engine/fanout.ts";
import type { Mask } from "./masked.ts";

/** The longest line that is given in one item, bytes; longer ones come in parts. */
const longestLine = 64 * 1024;

/** One line of output, as a stream gives it. */
export const outputLine = z.object({
  stream: z.enum(["stdout", "stderr"]).describe("Where it was written."),
  text: z.string().describe("The line without its line break."),
  missed: z.number().optional().describe("So many messages are missing here, because this reader is too slow; there is no text then."), // prettier-ignore
});

/** One line of output. */
export type OutputLine = z.output<typeof outputLine>;

/** Output in lines, those that came together at once; what is left at the end without a line break is a line too. */
export async function* lines(
  batches: AsyncIterable<readonly OutputChunk[] | Missed>,
): AsyncGenerator<OutputLine[], void, void> {
  const rest = new Map<"stdout" | "stderr", Buffer[]>();
  for await (const batch of batches) {
    if (batch instanceof Missed) yield [{ stream: "stdout", text: "", missed: batch.count }];
    else {
      const whole: OutputLine[] = [];
      for (const chunk of batch) takeLines(chunk, rest, whole);
      if (whole.length > 0) yield whole;
    }
  }
  for (const [stream, parts] of rest) if (parts.length > 0) yield [{ stream, text: textOf(parts) }];
}

function takeLines(
  { stream: from, data }: OutputChunk,
  rest: Map<"stdout" | "stderr", Buffer[]>,
  whole: OutputLine[],
): void {
  const stream = from === "stderr" ? "stderr" : "stdout";
  const parts = rest.get(stream) ?? [];
  rest.set(stream, parts);
  let start = 0;
  for (let end = data.indexOf(10); end !== -1; end = data.indexOf(10, start)) {
    if (parts.length === 0) whole.push({ stream, text: withoutReturn(data.toString("utf8", start, end)) });
    else {
      parts.push(data.subarray(start, end));
      whole.push({ stream, text: textOf(parts) });
      parts.length = 0;
    }
    start = end + 1;
  }
  if (start < data.length) parts.push(data.subarray(start));
  if (parts.reduce((sum, part) => sum + part.length, 0) >= longestLine) {
    const long = Buffer.concat(parts);
    const cut = cutOf(long);
    whole.push({ stream, text: textOf([long.subarray(0, cut)]) });
    parts.length = 0;
    if (cut < long.length) parts.push(long.subarray(cut));
  }
}

/** Bytes before the end of a long part in which a place to cut is looked for: no secret is longer. */
const nearEnd = 8 * 1024;
const betweenWords: ReadonlySet<number> = new Set(Buffer.from(` \t,;"'&{}[]`));

/** Where a line is cut that is too long: between words where there is such a place, so that no secret is cut in two and passes unmasked. */
function cutOf(bytes: Buffer): number {
  for (let at = bytes.length - 1; at >= Math.max(0, bytes.length - nearEnd); at--)
    if (betweenWords.has(bytes[at] ?? 0)) return at + 1;
  return bytes.length;
}

function textOf(parts: readonly Buffer[]): string {
  return withoutReturn(Buffer.concat(parts).toString("utf8"));
}

const withoutReturn = (text: string): string => (text.endsWith("\r") ? text.slice(0, -1) : text);

/** Characters of lines with their line breaks. */
export const lengthOf = (batch: readonly OutputLine[]): number =>
  batch.reduce((sum, { text }) => sum + text.length + 1, 0);

/** The same lines with secrets masked. */
export const maskLines = (batch: readonly OutputLine[], mask: Mask): OutputLine[] =>
  batch.map((line) => ({ ...line, text: mask(line.text) }));
