import { Readable } from "node:stream";
import { z } from "zod";
import type { OperationContext } from "../../catalogue/operation.ts";
import type { OutputChunk } from "../../engine/client.ts";
import type { Missed } from "../../engine/fanout.ts";
import { frameBatches } from "../../engine/frames.ts";
import { openLog } from "../../engine/logs/open-log.ts";
import { define } from "../define.ts";
import { containerErrors } from "../fields/errors.ts";
import { moment } from "../fields/moment.ts";
import { reference, targetById } from "../fields/reference.ts";
import { budgetFields, budgetOf } from "../output/budget.ts";
import { collect } from "../output/collect.ts";
import { lengthOf, lines, maskLines, outputLine } from "../output/lines.ts";
import { outputMask, type Mask } from "../output/masked.ts";
import type { Ports } from "../ports.ts";
import { theContainer } from "./act.ts";

const count = z.int().min(0).max(1_000_000);

const input = z.strictObject({
  id: reference("container"),
  tail: z
    .union([count, z.literal("all"), z.string().regex(/^\d{1,6}$/u)])
    .default(100)
    .describe("How many of the newest lines; `all` for everything."),
  since: moment("Only what was written since then.").optional(),
  until: moment("Only what was written until then.").optional(),
  timestamps: z.boolean().default(false).describe("Puts the time before each line."),
  stdout: z.boolean().default(true).describe("Gives standard output."),
  stderr: z.boolean().default(true).describe("Gives standard error."),
  follow: z.boolean().default(false).describe("For streams: goes on as long as the container writes."),
  ...budgetFields,
});

const output = z.object({
  container_id: z.string().describe("The container as it was asked for."),
  full_id: z.string(),
  logs: z.string().describe("Standard output and standard error together, in order."),
  truncated: z.boolean().describe("True when there was more than fits: the oldest part is missing."),
  bytes: z.number().describe("Bytes that there were in all."),
});

/** Reads a container's log. */
export const containerLogs = define({
  id: "container.logs",
  summary: "Read what a container has written to its standard output and standard error.",
  description:
    "In one piece, the newest part that fits is given, and `truncated` says when that is not all. As a stream, it comes line by line, " +
    "and goes on with `follow`. Asked for as `text/plain`, it comes as plain text.",
  risk: "read",
  http: { method: "GET", path: "/api/containers/{id}/logs", failure: "Failed to get logs" },
  input,
  output,
  item: outputLine,
  targets: targetById("container"),
  deadline: "none",
  errors: [...containerErrors, "ENGINE_LACKS"],
  examples: [
    { title: "The newest 20 lines with their time", input: { id: "web", tail: 20, timestamps: true } },
    { title: "The last two hours of standard error", input: { id: "web", since: "2h", stdout: false, tail: "all" } },
  ],
  async run(context, asked) {
    const { batches, mask } = await opened(context, { ...asked, follow: false });
    const { output: logs, truncated, bytes } = await collect(batches, { maxBytes: budgetOf(asked), keep: "end" });
    return { container_id: asked.id, full_id: theContainer(context).id, logs: mask(logs), truncated, bytes };
  },
  async *batches(context, asked) {
    let bytes = 0;
    const { batches, mask } = await followed(context, asked);
    for await (const batch of lines(batches)) {
      bytes += lengthOf(batch);
      yield maskLines(batch, mask);
    }
    return { container_id: asked.id, full_id: theContainer(context).id, logs: "", truncated: false, bytes };
  },
  async download(context, asked) {
    const { batches, mask } = await opened(context, { ...asked, follow: false });
    return {
      bytes: Readable.from(plainText(batches, mask), { objectMode: false }),
      contentType: "text/plain; charset=utf-8",
      filename: `${theContainer(context).name}.log`,
    };
  },
});

/** The log as it was written, secrets masked: piece by piece, so that its length costs no memory. */
async function* plainText(batches: AsyncIterable<readonly OutputChunk[]>, mask: Mask): AsyncGenerator<Buffer> {
  for await (const batch of lines(batches)) {
    let text = "";
    for (const line of batch) text += `${mask(line.text)}\n`;
    yield Buffer.from(text);
  }
}

/** The same for streams: who follows a log shares the engine's stream with all others who do. */
async function followed(
  context: OperationContext<Ports>,
  asked: z.output<typeof input>,
): Promise<{ readonly batches: AsyncGenerator<readonly OutputChunk[] | Missed, void, void>; readonly mask: Mask }> {
  const { id } = theContainer(context);
  const { value } = await context.ports.reader.container(id, { signal: context.signal });
  const { logs } = context.ports;
  // A TTY's log has no messages that could be told apart; one that ends at a moment is no one's to share.
  if (!logs || !asked.follow || value.Config.Tty || asked.until !== undefined || !value.State.Running) {
    return opened(context, asked);
  }
  const { stdout, stderr, timestamps, tail, since } = asked;
  const range = { stdout, stderr, timestamps, tail: String(tail), ...(since !== undefined && { since }) };
  return { batches: logs.follow(id, range, context.signal), mask: outputMask(context.revealsSecrets, value) };
}

async function opened(
  context: OperationContext<Ports>,
  asked: z.output<typeof input>,
): Promise<{ readonly batches: AsyncGenerator<readonly OutputChunk[], void, void>; readonly mask: Mask }> {
  const { id } = theContainer(context);
  const { value } = await context.ports.reader.container(id, { signal: context.signal });
  const body = await openLog(context.ports.engine, id, {
    query: {
      stdout: asked.stdout,
      stderr: asked.stderr,
      timestamps: asked.timestamps,
      follow: asked.follow,
      tail: String(asked.tail),
      ...(asked.since === undefined ? {} : { since: asked.since.toFixed(9) }),
      ...(asked.until === undefined ? {} : { until: asked.until.toFixed(9) }),
    },
    signal: context.signal,
    timeout: asked.follow ? "none" : 30_000,
  });
  return {
    batches: frameBatches(body, { multiplexed: !value.Config.Tty }),
    mask: outputMask(context.revealsSecrets, value),
  };
}
