import { createReadStream, createWriteStream, openSync, readFileSync, statSync } from "node:fs";
import type { Readable } from "node:stream";
import { text as textOf } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import type { AnyOperation } from "../../catalogue/operation.ts";
import { inputOf, planRequest } from "./build-request.ts";
import { exitCodeOf, exitCodes } from "./exit-code.ts";
import { asFailure, type Failure, usageError } from "./failure.ts";
import { lineSpec, type LineSpec } from "./flag-spec.ts";
import { parseLine, type ParsedLine } from "./parse-line.ts";
import { readFormat, renderAnswer, type OutputFormat } from "./render/answer.ts";
import { at } from "./render/columns.ts";
import { isEndless, showsStream, streamView } from "./render/stream.ts";
import { readLine } from "./read-secret.ts";
import { failedAnswers } from "./render/views.ts";
import type { Server, ServerRequest } from "./server.ts";
import { write, type Terminal } from "./terminal.ts";
import { operationHelp, removesUnnamed, usageOf } from "./usage.ts";

/** What running an operation needs of the program around it. */
export interface RunParts {
  /** Connects with the settings that these flags, the environment and the settings file give. */
  readonly connect: (flags: readonly string[]) => Promise<Server>;
  /** Tells of one target's failure where the others go on. */
  readonly tell: (failure: Failure) => Promise<void>;
  /** A directory as the tar archive that a build gets, without what its .dockerignore leaves out. */
  readonly packDirectory: (directory: string, dockerfile: string) => Promise<Readable>;
}

interface Run {
  readonly operation: AnyOperation;
  readonly spec: LineSpec;
  readonly line: ParsedLine;
  readonly format: OutputFormat;
  readonly server: Server;
  readonly terminal: Terminal;
  readonly packDirectory: RunParts["packDirectory"];
}

/** Operations whose exit code is that of what they ran. */
const passesCode: ReadonlySet<string> = new Set(["container.exec", "container.run", "sandbox.exec"]);

function ownCode(operation: AnyOperation, answer: unknown): number | undefined {
  if (!passesCode.has(operation.id)) return undefined;
  const code = at(answer, "exit_code") ?? at(answer, "container.exit_code");
  return typeof code === "number" ? code : undefined;
}

async function uploadOf({ operation, line, terminal, packDirectory }: Run): Promise<ServerRequest["upload"]> {
  const { file } = line.common;
  const { upload } = operation;
  if (upload === undefined) {
    if (file !== undefined) throw usageError("This command takes no file.", "Leave --file out.");
    return undefined;
  }
  if (file === undefined) {
    if (!upload.required) return undefined;
    if (terminal.input.isTTY === true)
      throw usageError(
        `A file is missing: ${upload.contentType}.`,
        "Name it with --file PATH, or pipe it in with --file -.",
      );
  }
  if (file === undefined || file === "-") return { bytes: terminal.input, contentType: upload.contentType };
  if (operation.id === "image.build" && statSync(file).isDirectory()) {
    const dockerfile = line.texts.find(([field]) => field === "dockerfile")?.[1] ?? "Dockerfile";
    return { bytes: await packDirectory(file, dockerfile), contentType: upload.contentType };
  }
  // Opened now, so that a file that can't be read is told before anything is sent.
  return { bytes: createReadStream(file, { fd: openSync(file, "r") }), contentType: upload.contentType };
}

async function saveDownload(run: Run, request: Omit<ServerRequest, "accept">): Promise<number> {
  const { output } = run.line.common;
  const { terminal } = run;
  const response = await run.server.open({ ...request, accept: "application/octet-stream, application/x-tar" });
  const isText = /json|text/.test(response.headers["content-type"] ?? "");
  if ((output === undefined || output === "-") && terminal.output.isTTY === true && !isText) {
    response.destroy();
    throw usageError("This would write a file to the terminal.", "Name one with --output PATH, or pipe the output on.");
  }
  if (output !== undefined && output !== "-") {
    await pipeline(response, createWriteStream(output), { signal: terminal.signal });
    return exitCodes.ok;
  }
  for await (const chunk of response) if (!(await write(terminal.output, chunk as Buffer))) break;
  return exitCodes.ok;
}

async function showStream(run: Run, request: Omit<ServerRequest, "accept">): Promise<number> {
  const { operation, terminal, format, line } = run;
  const quiet = line.common["quiet"] !== undefined;
  const view = streamView(operation.id, format !== "table", terminal);
  const items = run.server.lines(request);
  for (;;) {
    const next = await items.next();
    if (next.done === true) {
      view.end();
      const answer = next.value;
      const code = ownCode(operation, answer);
      // What a program wrote has been shown already; anything else that has something to say says it now.
      const told = quiet || (code === undefined && at(answer, "message") !== undefined);
      if (format === "ndjson") await write(terminal.output, `${JSON.stringify({ result: answer })}\n`);
      else if (told)
        await write(terminal.output, renderAnswer(answer, { operation: operation.id, format, quiet }, terminal));
      return code ?? exitCodes.ok;
    }
    if (quiet) continue;
    if (!(await view.item(next.value))) {
      await items.return(undefined);
      return exitCodes.ok;
    }
  }
}

/** Fields that are long texts: `-` is what is piped into the command line. */
const longTexts: ReadonlySet<string> = new Set(["stdin", "document"]);

/** `--stdin -` is what is piped in as text, and `@compose.yaml` as a document what stands in a file. */
async function withPiped(texts: ParsedLine["texts"], { input }: Terminal): Promise<ParsedLine["texts"]> {
  const wantsPipe = texts.some(([field, given]) => longTexts.has(field) && given === "-");
  const piped = wantsPipe ? await textOf(input) : "";
  return texts.map(([field, given]) => {
    if (longTexts.has(field) && given === "-") return [field, piped];
    return [field, field === "document" && given.startsWith("@") ? readFileSync(given.slice(1), "utf8") : given];
  });
}

async function callOnce(run: Run, given: ParsedLine["texts"]): Promise<number> {
  const { operation, spec, line, terminal, format } = run;
  const texts = await withPiped(given, terminal);
  const upload = await uploadOf(run);
  const input = inputOf(operation, spec, { texts, rest: line.rest });
  const missing = spec.positionals.find(({ field, required }) => required && input[field] === undefined);
  if (missing !== undefined)
    throw usageError(
      `${missing.field.toUpperCase()} is missing: ${missing.description.replaceAll("`", "'")}`,
      `Usage: ${usageOf(operation)}`,
    );
  if (spec.rest?.required === true && input[spec.rest.field] === undefined)
    throw usageError("What to run is missing.", `Usage: ${usageOf(operation)}`);
  const { endpoint } = line.common;
  const planned = planRequest(operation, input, {
    uploads: upload !== undefined,
    ...(endpoint === undefined ? {} : { endpoint }),
  });
  const request = { ...planned, signal: terminal.signal, ...(upload === undefined ? {} : { upload }) };
  if (operation.download !== undefined && (operation.run === undefined || line.common["output"] !== undefined))
    return saveDownload(run, request);
  const streams =
    operation.stream !== undefined &&
    (operation.streamsOnly === true ||
      operation.run === undefined ||
      (format === "ndjson" && !isEndless(operation.id)) ||
      input["follow"] === true ||
      line.common["follow"] !== undefined ||
      (format === "table" && showsStream(operation.id)));
  if (streams) return showStream(run, request);
  const answer = await run.server.json(request);
  const how = { operation: operation.id, format, quiet: line.common["quiet"] !== undefined };
  await write(terminal.output, renderAnswer(answer, how, terminal));
  if (failedAnswers[operation.id]?.(answer) === true) return exitCodes.failure;
  return ownCode(operation, answer) ?? exitCodes.ok;
}

/**
 * A prune names nothing, and what it removes does not come back: it goes ahead with `--yes`, or after a yes at a terminal. Anywhere
 * else it is refused, since what is piped in may be meant as an answer.
 */
async function confirmed(operation: AnyOperation, line: ParsedLine, terminal: Terminal): Promise<boolean> {
  const isDry = line.texts.some(([field, text]) => field === "dry_run" && text === "true");
  if (!removesUnnamed(operation) || isDry || line.common["yes"] !== undefined) return true;
  if (terminal.input.isTTY !== true || terminal.errors.isTTY !== true)
    throw usageError(
      "This removes everything that it finds, so that it has to be confirmed.",
      "Add --yes. A prune can be looked at first with --dry-run.",
    );
  return /^y(es)?$/i.test(await readLine(terminal, `${operation.summary} Go on? [y/N] `));
}

/** Runs one operation against the server, once for each target named, and gives the exit code. */
export async function runOperation(
  operation: AnyOperation,
  argv: readonly string[],
  { connect, tell, packDirectory }: RunParts,
  terminal: Terminal,
): Promise<number> {
  const spec = lineSpec(operation);
  const line = parseLine(argv, spec, usageOf(operation));
  if (line.common["help"] !== undefined) {
    await write(terminal.output, operationHelp(operation));
    return exitCodes.ok;
  }
  const format = readFormat(line.common["format"]);
  if (!(await confirmed(operation, line, terminal))) {
    await write(terminal.errors, "Nothing was done.\n");
    return exitCodes.failure;
  }
  const run = { operation, spec, line, format, terminal, packDirectory, server: await connect(line.connection) };
  let code = await callOnce(run, line.texts);
  const [target] = spec.positionals;
  for (const word of line.further) {
    try {
      const others = line.texts.filter(([field]) => field !== target?.field);
      code = Math.max(code, await callOnce(run, [...others, [target?.field ?? "", word]]));
    } catch (thrown) {
      // As in the docker CLI, one target that fails does not keep the others from being tried.
      const failure = asFailure(thrown);
      await tell(failure);
      code = exitCodeOf(failure.code);
    }
  }
  return code;
}
