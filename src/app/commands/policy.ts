import { readFileSync } from "node:fs";
import { loadPolicyFile } from "../../guard/policy/load-policy.ts";
import { runCases } from "../../guard/policy/policy-cases.ts";
import type { CasesReport, PolicyProblem } from "../../catalogue/ports/policy-tools.ts";
import { policyTemplates } from "../../guard/policy/templates/templates.ts";
import { asGnosisError } from "../../kernel/errors.ts";
import { exitCodes } from "../../surfaces/cli/exit-code.ts";
import { usageError } from "../../surfaces/cli/failure.ts";
import { printable, write, type Terminal } from "../../surfaces/cli/terminal.ts";
import { explainCall } from "../policy-command/explain.ts";
import { loading, policyWithoutServer, type Loaded, type Told } from "../policy-command/told.ts";
import { replayRecords } from "../policy-command/what-if.ts";
import { policyVocabulary } from "../policy-vocabulary.ts";
import type { Command } from "./command.ts";

function check(file: string, loaded: Loaded): Told {
  try {
    const policy = loadPolicyFile(file, loading(loaded));
    const roles = [...policy.roles.keys()];
    return {
      lines: [`${file} is a valid policy. Roles: ${roles.join(", ")}.`],
      json: { valid: true, digest: policy.digest, roles, problems: [] },
      code: exitCodes.ok,
    };
  } catch (error) {
    const { code, detail } = asGnosisError(error);
    const problems = detail.extra?.["problems"] as readonly PolicyProblem[] | undefined;
    // A file that can't be read has no problems at lines: that is told as the mistake that it is.
    if (code !== "POLICY_INVALID" || problems === undefined) throw error;
    return {
      lines: problems.map(({ line, column, message }) => `${file}:${line}:${column}: ${message}`),
      json: { valid: false, roles: [], problems },
      code: exitCodes.failure,
    };
  }
}

function readTable(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    const why = (cause as NodeJS.ErrnoException).code ?? String(cause);
    throw usageError(
      `The table of cases ${file} can't be read (${why}).`,
      "Usage: gnosis-docker policy test CASES --policy FILE",
    );
  }
}

const mark = ({ ok }: CasesReport["results"][number]): string => (ok ? "ok  " : "FAIL");

async function testCases(file: string, loaded: Loaded): Promise<Told> {
  const { policy, from } = policyWithoutServer(loaded);
  const report = await runCases(policy, readTable(file), file, policyVocabulary);
  const lines = report.results.flatMap((result) => [
    `${mark(result)} ${result.name}`,
    ...(result.ok
      ? []
      : [
          `     ${file}:${result.line}: expected ${result.expected}, got ${result.got} by ${result.rule}: ${result.reason}`,
        ]),
  ]);
  return {
    lines: [...lines, "", `${report.passed} passed, ${report.failed} failed, against ${from}.`],
    json: report,
    code: report.ok ? exitCodes.ok : exitCodes.failure,
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
  if (verb === "explain") return explainCall(words, loaded, terminal);
  if (verb === "check" || verb === "test" || verb === "what-if") {
    if (file === undefined || words.length > 1)
      throw usageError(`'policy ${verb}' takes one file.`, `Usage: gnosis-docker policy ${verb} FILE`);
    if (verb === "check") return check(file, loaded);
    return verb === "test" ? testCases(file, loaded) : replayRecords(file, loaded, terminal);
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
    "check FILE                                      Says whether a policy file is valid, and what is wrong at which line and column.",
    "explain --as ROLE OPERATION [TARGET|BODY.json]  Says what the call would come to, by which rule and line, and what would allow it.",
    "        [--kind KIND] [--policy FILE]           A running server knows the objects; without one, what depends on them is told.",
    "test CASES [--policy FILE]                      Runs a table of cases; the exit code is 1 when one fails.",
    "what-if FILE [--since 7d] [--limit N]           Replays the records against another policy: what would have been different.",
    "                                                Without a running server those in the data directory.",
    "template observe|operate|develop|supervised     Prints a policy file to start from.",
    "",
    "Without --policy the file of the setting policyFile counts, else policy.yaml in the data directory, else the built-in roles.",
    "--offline (or --data-dir DIR) asks no server. --format json answers with JSON.",
  ],
  flags: {
    ...{ as: "value", kind: "value", policy: "value", since: "value", limit: "value", format: "value" },
    offline: "switch",
  },
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
