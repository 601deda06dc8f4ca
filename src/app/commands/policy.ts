import { readFileSync } from "node:fs";
import { loadPolicy, loadPolicyFile, readPolicyText, type LoadedPolicy } from "../../guard/policy/load-policy.ts";
import { runCases, type CasesReport } from "../../guard/policy/policy-cases.ts";
import type { PolicyProblem } from "../../guard/policy/read-policy-file.ts";
import { policyTemplates } from "../../guard/policy/templates/templates.ts";
import { asGnosisError, GnosisError } from "../../kernel/errors.ts";
import { catalogue } from "../../operations/index.ts";
import { socketOperations } from "../../proxy/operations.ts";
import { exitCodes } from "../../surfaces/cli/exit-code.ts";
import { usageError } from "../../surfaces/cli/failure.ts";
import { printable, write, type Terminal } from "../../surfaces/cli/terminal.ts";
import { connectTo, readLogin } from "../connect.ts";
import type { Command } from "./command.ts";

type Loaded = Parameters<Command["run"]>[0];

/** One verb of the command: what it prints for people, what it answers as JSON, and the exit code. */
interface Told {
  readonly lines: readonly string[];
  readonly json: unknown;
  readonly code: number;
}

const load = () => ({ operations: [...catalogue.operations, ...socketOperations].map(({ id }) => id) });

function check(file: string): Told {
  try {
    const policy = loadPolicyFile(file, load());
    const roles = [...policy.roles.keys()];
    return {
      lines: [`${file} is a valid policy. Roles: ${roles.join(", ")}.`],
      json: { valid: true, digest: policy.digest, roles, problems: [] },
      code: exitCodes.ok,
    };
  } catch (error) {
    const { code, message, detail } = asGnosisError(error);
    if (code !== "POLICY_INVALID") throw error;
    const problems = (detail.extra?.["problems"] as readonly PolicyProblem[] | undefined) ?? [
      { line: 1, path: "", message },
    ];
    return {
      lines: problems.map((problem) => `${file}:${problem.line}: ${problem.message}`),
      json: { valid: false, roles: [], problems },
      code: exitCodes.failure,
    };
  }
}

const mark = ({ ok }: CasesReport["results"][number]): string => (ok ? "ok  " : "FAIL");

async function testCases(file: string, loaded: Loaded): Promise<Told> {
  const named = loaded.own.get("policy") ?? loaded.settings.policyFile;
  const policy: LoadedPolicy = typeof named === "string" ? loadPolicyFile(named, load()) : loadPolicy(undefined);
  const report = await runCases(policy, readPolicyText(file), file, catalogue);
  const lines = report.results.flatMap((result) => [
    `${mark(result)} ${result.name}`,
    ...(result.ok
      ? []
      : [
          `     ${file}:${result.line}: expected ${result.expected}, got ${result.got} by ${result.rule}: ${result.reason}`,
        ]),
  ]);
  return {
    lines: [...lines, "", `${report.passed} passed, ${report.failed} failed.`],
    json: report,
    code: report.ok ? exitCodes.ok : exitCodes.failure,
  };
}

async function ask(
  path: string,
  json: unknown,
  { settings }: Loaded,
  terminal: Terminal,
): Promise<Record<string, unknown>> {
  const server = connectTo(settings.dockerUrl, settings.dockerToken ?? readLogin(terminal.environment));
  return (await server.json({ method: "POST", path, json, signal: terminal.signal })) as Record<string, unknown>;
}

function readBody(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (cause) {
    throw new GnosisError("INPUT_INVALID", `The body ${file} can't be read as JSON.`, { where: file, cause });
  }
}

async function explain(words: readonly string[], loaded: Loaded, terminal: Terminal): Promise<Told> {
  const [operation, object] = words;
  const as = loaded.own.get("as");
  if (operation === undefined || typeof as !== "string")
    throw usageError(
      "The role or the operation is missing.",
      "Usage: gnosis-docker policy explain --as ROLE OPERATION [TARGET|BODY.json]",
    );
  const file = loaded.own.get("policy");
  const answer = await ask(
    "/api/policy/explain",
    {
      as,
      operation,
      ...(object === undefined ? {} : object.endsWith(".json") ? { body: readBody(object) } : { target: object }),
      ...(typeof file === "string" ? { policy: readPolicyText(file) } : {}),
    },
    loaded,
    terminal,
  );
  const source = answer["source"] as { file: string; line: number } | undefined;
  const findings = answer["findings"] as { field: string; control: string; message: string }[];
  return {
    lines: [
      `${String(answer["effect"])}${answer["hidden"] === true ? " (looks as if it weren't there)" : ""}`,
      `  rule    ${String(answer["rule"])}${source === undefined ? "" : `  ${source.file}:${source.line}`}`,
      `  reason  ${String(answer["reason"])}`,
      ...(answer["help"] === undefined ? [] : [`  help    ${String(answer["help"])}`]),
      ...findings.map(({ field, control, message }) => `  ${field} (${control}): ${message}`),
      ...(answer["changes"] as string[]).map((field) => `  would be set: ${field}`),
    ],
    json: answer,
    code: answer["effect"] === "allow" ? exitCodes.ok : exitCodes.denied,
  };
}

async function whatIf(file: string, loaded: Loaded, terminal: Terminal): Promise<Told> {
  const since = loaded.own.get("since");
  const answer = await ask(
    "/api/policy/preview",
    { policy: readPolicyText(file), ...(typeof since === "string" ? { since } : {}) },
    loaded,
    terminal,
  );
  const different = answer["different"] as {
    time: string;
    caller: string;
    operation: string;
    targets: string[];
    before: { effect: string };
    after: { effect: string; rule: string };
  }[];
  return {
    lines: [
      ...different.map(
        ({ time, caller, operation, targets, before, after }) =>
          `${time}  ${caller}  ${operation} ${targets.join(" ")}: ${before.effect} → ${after.effect} by ${after.rule}`,
      ),
      `${String(answer["replayed"])} calls replayed, ${different.length} decided otherwise, ${String(answer["unknown"])} unknown.`,
    ],
    json: answer,
    code: exitCodes.ok,
  };
}

function template(name: string | undefined): Told {
  const names = Object.keys(policyTemplates);
  const text = Object.entries(policyTemplates).find(([each]) => each === name)?.[1];
  if (text === undefined)
    throw usageError(
      name === undefined ? "The template is missing." : `There is no template '${name}'.`,
      `Use one of ${names.join(", ")}.`,
      names,
    );
  return { lines: [text.trimEnd()], json: { name, policy: text }, code: exitCodes.ok };
}

async function run(loaded: Loaded, terminal: Terminal): Promise<Told> {
  const [verb, ...words] = loaded.positionals;
  const file = words[0];
  if (verb === "template") return template(file);
  if (verb === "explain") return explain(words, loaded, terminal);
  if (verb === "check" || verb === "test" || verb === "what-if") {
    if (file === undefined || words.length > 1)
      throw usageError(`'policy ${verb}' takes one file.`, `Usage: gnosis-docker policy ${verb} FILE`);
    if (verb === "check") return check(file);
    return verb === "test" ? testCases(file, loaded) : whatIf(file, loaded, terminal);
  }
  throw usageError(
    verb === undefined ? "What to do with the policy is missing." : `There is no 'policy ${verb}'.`,
    "See 'gnosis-docker policy --help'.",
    ["check", "explain", "test", "what-if", "template"],
  );
}

/** `gnosis-docker policy …`. */
export const command: Command = {
  usage: "check|explain|test|what-if|template …",
  help: [
    "check FILE                                          Says whether a policy file is valid, and which lines are not.",
    "explain --as ROLE OPERATION [TARGET|BODY.json]      Says what the call would come to, by which rule and line, and what would allow it.",
    "test CASES [--policy FILE]                          Runs a table of cases; the exit code is 1 when one fails.",
    "what-if FILE [--since 7d]                           Replays the records against another policy: what would have been different.",
    "template observe|operate|develop|supervised         Prints a policy file to start from.",
    "",
    "check, test and template need no server. --format json answers with JSON.",
  ],
  flags: { as: "value", policy: "value", since: "value", format: "value" },
  async run(loaded, terminal) {
    const told = await run(loaded, terminal);
    const format = loaded.own.get("format") ?? "text";
    if (format !== "text" && format !== "json")
      throw usageError(`There is no format '${String(format)}'.`, "Use --format json.");
    const text =
      format === "json"
        ? `${JSON.stringify(told.json, undefined, 2)}\n`
        : told.lines.map((line) => `${line.split("\n").map(printable).join("\n")}\n`).join("");
    await write(terminal.output, text);
    return told.code;
  },
};
