import { z } from "zod";
import { looks, tool } from "../tool.ts";
import { tokensOf } from "../text/tokens.ts";
import { bytesText, cut } from "../text/units.ts";
import { container } from "./fields.ts";

interface Finding {
  readonly cause: string;
  readonly certainty: string;
  readonly text: string;
  readonly evidence: readonly string[];
  readonly next: string;
}

interface Diagnosis {
  readonly container: string;
  readonly id: string;
  readonly image: string;
  readonly state: string;
  readonly findings: readonly Finding[];
  readonly timeline: readonly string[];
  readonly words: readonly string[];
}

/** Tokens of one diagnosis, its structured part included. */
const diagnosisBudget = 300;

const spoken = /^std(?:out|err)/;

/** A diagnosis as text: the first finding whole, further ones and the timeline as far as they fit. */
export function diagnosisText(value: Diagnosis): string {
  const lines = [`${value.container} ${value.id.slice(0, 12)} ${cut(value.image, 60)}`, value.state];
  const [first, ...others] = value.findings;
  if (first === undefined) lines.push("No cause for trouble found.");
  else {
    lines.push(`cause: ${first.cause} (${first.certainty}): ${cut(first.text, 220)}`);
    lines.push(...first.evidence.slice(0, 5).map((one) => `- ${untrusted(cut(one, 190))}`));
    lines.push(`next: ${first.next}`);
  }
  const more = [
    ...others.map((one) => `also: ${one.cause} (${one.certainty}): ${cut(one.text, 140)}`),
    ...value.words.map((one) => `- ${untrusted(cut(one, 150))}`),
    ...(value.timeline.length === 0 ? [] : [`events: ${value.timeline.join("; ")}`]),
  ];
  for (const one of more) {
    if (tokensOf([...lines, one].join("\n")) <= diagnosisBudget - 25) lines.push(one);
  }
  return lines.join("\n");
}

/** A program's own words are marked, since a model reads them. */
function untrusted(line: string): string {
  return spoken.test(line) ? `untrusted ${line}` : line;
}

export const containerDiagnose = tool({
  name: "container_diagnose",
  profile: "observe",
  description:
    "Why a container stopped, crashes or does not answer: cause, certainty, evidence, next step. Call this first, before logs or inspect.",
  operations: ["container.diagnose"],
  hints: looks,
  long: false,
  input: z.strictObject({ container }),
  call: async ({ run }, input) => {
    const { value } = await run<Diagnosis>("container.diagnose", { id: input.container });
    const [first] = value.findings;
    return {
      text: diagnosisText(value),
      data: { cause: first?.cause ?? "none", certainty: first?.certainty ?? "certain" },
    };
  },
});

interface HostDiagnosis {
  readonly containers: { readonly running: number; readonly stopped: number; readonly all: number };
  readonly troubles: readonly { readonly container: string; readonly problem: string; readonly status: string }[];
  readonly consumers: readonly { readonly container: string; readonly memory: number; readonly cpu_percent?: number }[];
  readonly disk?: readonly {
    readonly kind: string;
    readonly count: number;
    readonly bytes: number;
    readonly reclaimable: number;
    readonly unused: number;
  }[];
  readonly exposed: readonly string[];
  readonly engine: {
    readonly version: string;
    readonly memory: number;
    readonly cpus: number;
    readonly warnings: readonly string[];
  };
}

function hostLines(value: HostDiagnosis): string[] {
  const cpu = (percent: number | undefined) => (percent === undefined ? "" : ` ${Math.round(percent)}% CPU`);
  return [
    ...(value.troubles.length === 0
      ? ["troubles: none"]
      : [
          `troubles (${value.troubles.length}):`,
          ...value.troubles.map((one) => `- ${one.problem} ${one.container}: ${one.status}`),
        ]),
    ...(value.consumers.length === 0
      ? []
      : [
          `most memory: ${value.consumers.map((one) => `${one.container} ${bytesText(one.memory)}${cpu(one.cpu_percent)}`).join(", ")}`,
        ]),
    ...(value.disk === undefined
      ? ["disk: not asked for, or the engine took too long"]
      : value.disk.map(
          (one) =>
            `disk ${one.kind}: ${one.count}, ${bytesText(one.bytes)}; ${one.unused} unused, ${bytesText(one.reclaimable)} to free`,
        )),
    ...(value.exposed.length === 0 ? [] : [`published on every interface: ${value.exposed.join(", ")}`]),
    ...value.engine.warnings.map((one) => `engine: ${one}`),
  ];
}

export const hostDiagnose = tool({
  name: "host_diagnose",
  profile: "observe",
  description: "What is wrong on the host: sick containers, top consumers, disk and what can be freed, exposed ports.",
  operations: ["host.diagnose"],
  hints: looks,
  long: true,
  input: z.strictObject({ disk: z.boolean().optional().describe("false skips the slow disk part") }),
  call: async ({ run }, input) => {
    const { value } = await run<HostDiagnosis>("host.diagnose", input);
    const { engine, containers } = value;
    const head = `Docker ${engine.version}, ${engine.cpus} CPUs, ${bytesText(engine.memory)}; ${containers.running} of ${containers.all} containers run`;
    return { text: { head: [head], lines: hostLines(value), keep: "start" } };
  },
});
