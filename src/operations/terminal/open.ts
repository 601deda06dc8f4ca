import { once } from "node:events";
import { Readable } from "node:stream";
import { z } from "zod";
import type { OperationContext } from "../../catalogue/operation.ts";
import type { EngineTunnel } from "../../engine/client.ts";
import { frameBatches } from "../../engine/frames.ts";
import { asGnosisError, GnosisError } from "../../kernel/errors.ts";
import { newName } from "../../kernel/ids.ts";
import { theContainer } from "../container/act.ts";
import { define } from "../define.ts";
import { containerChangeErrors } from "../fields/errors.ts";
import { targetById } from "../fields/reference.ts";
import { outputMask } from "../output/masked.ts";
import type { Ports } from "../ports.ts";
import { hangUp, terminalMark } from "./hang-up.ts";
import { linesOf, terminalBody, terminalInput, type TerminalInput } from "./input.ts";

/** Milliseconds without a key and without output after which a terminal is closed: nobody sits there any more. */
const idleLimit = 3_600_000;

/** Opens a terminal. */
export const terminalOpen = define({
  id: "terminal.open",
  summary: "Open a terminal in a running container.",
  description:
    'The upload says what is typed, one JSON object a line: `{"typed": "ls\\n"}`, or `{"rows": 40, "columns": 120}` when the window changes. ' +
    "What is shown comes as items. It ends with the program, with the connection, with a freeze or a revoked token, and after an hour " +
    "without a sign; what still runs in it is hung up then. Nobody has this by a risk: a rule has to name `terminal.open`. The record " +
    "counts the bytes, and keeps the text too where the role says `terminals: recorded`. Who has a terminal can read whatever the " +
    "container can: secrets are masked in what is shown, but a program can write them in another way.",
  risk: "change",
  riskCeiling: "host",
  http: { method: "POST", path: "/api/containers/{id}/terminal" },
  input: terminalInput,
  output: z.object({
    container_id: z.string().describe("The container as it was asked for."),
    exec_id: z.string(),
    exit_code: z.number().nullable().describe("Exit code; null when it went on when the terminal was closed."),
    typed_bytes: z.number(),
    shown_bytes: z.number(),
  }),
  item: z.object({ text: z.string().describe("What is shown, with the terminal's control sequences.") }),
  targets: targetById("container"),
  body: { kind: "exec.create", of: terminalBody },
  upload: { contentType: "application/x-ndjson", maxBytes: 64 * 1024 ** 2, required: false },
  streamsOnly: true,
  deadline: "none",
  errors: [...containerChangeErrors, "CONTAINMENT_DENIED"],
  examples: [{ title: "A shell", input: { id: "web", rows: 40, columns: 120 } }],
  async *stream(context, input) {
    const opened = await open(context, input);
    const { engine, reader } = context.ports;
    const { id } = theContainer(context);
    const mask = outputMask(context.revealsSecrets, (await reader.container(id)).value);
    const decoder = new TextDecoder();
    let shown = 0;
    const counts = () => ({ typed_bytes: opened.typed(), shown_bytes: shown });
    const account = (): void =>
      context.account({
        bytes: opened.typed() + shown,
        message: `Terminal closed: ${opened.typed()} bytes typed, ${shown} shown`,
      });
    try {
      for await (const batch of frameBatches(opened.tunnel.socket, { multiplexed: false })) {
        opened.alive();
        const data = Buffer.concat(batch.map((chunk) => chunk.data));
        shown += data.length;
        account();
        const text = mask(decoder.decode(data, { stream: true }));
        context.transcript?.("shown", text);
        if (text !== "") yield { text };
      }
      opened.check();
      return {
        container_id: input.id,
        exec_id: opened.execId,
        exit_code: await exitCode(context, opened),
        ...counts(),
      };
    } catch (thrown) {
      opened.check();
      throw thrown;
    } finally {
      account();
      opened.close();
      const { execId, mark } = opened;
      await hangUp(engine, { container: id, execId, mark, ...(input.user === undefined ? {} : { user: input.user }) })
        // The container may have gone with the terminal.
        .catch(() => undefined);
    }
  },
});

interface Opened {
  readonly execId: string;
  readonly mark: string;
  readonly tunnel: EngineTunnel;
  /** Bytes typed so far. */
  readonly typed: () => number;
  readonly alive: () => void;
  /** Throws what was wrong with the upload, and the abort. */
  readonly check: () => void;
  readonly close: () => void;
}

async function open(context: OperationContext<Ports>, input: TerminalInput): Promise<Opened> {
  const { engine } = context.ports;
  const { signal, body } = context;
  const mark = newName(20);
  const { Id: execId } = await engine.json<{ Id: string }>(
    "POST",
    `/containers/${theContainer(context).id}/exec`,
    // The judged body and one variable of ours, which says nothing to the engine.
    { body: { ...body, Env: [...((body?.["Env"] as string[] | undefined) ?? []), `${terminalMark}=${mark}`] }, signal },
  );
  const tunnel = await engine.tunnel("POST", `/exec/${execId}/start`, { body: { Detach: false, Tty: true }, signal });
  const { socket } = tunnel;
  let typed = 0;
  let wrong: Error | undefined;
  const close = (): void => {
    clearTimeout(idle);
    signal.removeEventListener("abort", close);
    context.upload?.destroy();
    socket.destroy();
  };
  const idle = setTimeout(() => {
    wrong = new GnosisError("ENGINE_TIMEOUT", "Nothing was typed or shown for an hour.", { next: "Open it again." });
    close();
  }, idleLimit);
  signal.addEventListener("abort", close, { once: true });
  if (signal.aborted) close();
  socket.on("error", () => undefined);
  const resize = async (rows: number, columns: number): Promise<void> => {
    await engine
      .json("POST", `/exec/${execId}/resize`, { query: { h: rows, w: columns }, signal })
      .catch(() => undefined);
  };
  const read = async (): Promise<void> => {
    await resize(input.rows, input.columns);
    for await (const line of linesOf(context.upload ?? Readable.from([]))) {
      idle.refresh();
      if ("rows" in line) {
        await resize(line.rows, line.columns);
        continue;
      }
      typed += Buffer.byteLength(line.typed);
      context.transcript?.("typed", line.typed);
      if (!socket.write(line.typed)) await once(socket, "drain", { signal });
    }
  };
  read().catch((thrown: unknown) => {
    if (!signal.aborted && !socket.destroyed) wrong = asGnosisError(thrown);
    close();
  });
  socket.write("");
  return {
    execId,
    mark,
    tunnel,
    close,
    typed: () => typed,
    alive: () => void idle.refresh(),
    check: () => {
      if (wrong !== undefined) throw wrong;
      signal.throwIfAborted();
    },
  };
}

async function exitCode(context: OperationContext<Ports>, { execId }: Opened): Promise<number | null> {
  const path = `/exec/${execId}/json`;
  const { ExitCode } = await context.ports.engine.json<{ ExitCode: number | null }>("GET", path, {
    signal: context.signal,
  });
  return ExitCode;
}
