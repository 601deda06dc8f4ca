import { z } from "zod";
import { looks, tool } from "../tool.ts";
import { tokensOf } from "../text/tokens.ts";
import { cut } from "../text/units.ts";

interface Reach {
  readonly reachable: string;
  readonly certainty: string;
  readonly summary: string;
  readonly addresses: readonly string[];
  readonly evidence: readonly string[];
  readonly findings: readonly {
    readonly cause: string;
    readonly certainty: string;
    readonly text: string;
    readonly evidence: readonly string[];
    readonly next: string;
  }[];
}

/** Tokens of one answer, its structured part included. */
const reachBudget = 300;

/** The verdict as text: the first finding and the evidence always, the rest as far as it fits. */
export function reachText(value: Reach): string {
  const lines = [cut(`${value.reachable} (${value.certainty}): ${value.summary}`, 200)];
  const [first, ...others] = value.findings;
  if (first !== undefined) {
    lines.push(`cause: ${first.cause} (${first.certainty}): ${cut(first.text, 190)}`);
    lines.push(...first.evidence.slice(0, 3).map((one) => `- ${cut(one, 120)}`));
    lines.push(`next: ${cut(first.next, 190)}`);
  }
  const more = [
    ...value.addresses.map((one) => `use: ${cut(one, 150)}`),
    ...value.evidence.map((one) => `- ${cut(one, 150)}`),
    ...others.map((one) => `also: ${one.cause} (${one.certainty}): ${cut(one.text, 150)}`),
  ];
  for (const one of more) {
    if (tokensOf([...lines, one].join("\n")) <= reachBudget - 25) lines.push(one);
  }
  return lines.join("\n");
}

const end = z.string().min(1);

export const networkDiagnose = tool({
  name: "network_diagnose",
  profile: "observe",
  description:
    "Whether from can reach to, or what is in the way: networks, names, isolation, ports. Either may be host or outside.",
  operations: ["network.diagnose"],
  hints: looks,
  long: false,
  input: z.strictObject({
    from: end.describe("container"),
    to: end,
    port: z.int().optional().describe("inside to"),
    protocol: z.enum(["tcp", "udp"]).optional(),
  }),
  call: async ({ run }, input) => {
    const { value } = await run<Reach>("network.diagnose", input);
    const [first] = value.findings;
    const data = { reachable: value.reachable, certainty: value.certainty };
    return { text: reachText(value), data: first === undefined ? data : { ...data, cause: first.cause } };
  },
});
