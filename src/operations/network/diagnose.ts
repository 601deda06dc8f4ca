import { z } from "zod";
import type { Target } from "../../catalogue/target.ts";
import { GnosisError } from "../../kernel/errors.ts";
import { define } from "../define.ts";
import { certainties } from "../diagnosis/finding.ts";
import { engineErrors } from "../fields/errors.ts";
import { endName } from "../reach/facts.ts";
import { answers, obstacles } from "../reach/finding.ts";
import { gatherReach } from "../reach/gather.ts";
import { judgeReach } from "../reach/judge.ts";

/** Words for ends that are no containers; a container of that name is meant by its id. */
const places = ["host", "outside"] as const;
type Place = (typeof places)[number];

const isPlace = (end: string): end is Place => places.some((place) => place === end);
const end = (which: string) =>
  z
    .string()
    .min(1)
    .max(512)
    .describe(
      `Where the connection ${which}: a container's name, full id or unambiguous id prefix, or 'host', or 'outside'.`,
    );

const input = z.strictObject({
  from: end("begins"),
  to: end("ends"),
  port: z.int().min(1).max(65_535).optional().describe("The port inside the target, such as 5432; any when absent."),
  protocol: z.enum(["tcp", "udp", "sctp"]).default("tcp").describe("The port's protocol."),
});

/** Whether one container reaches another, or what stands between them. */
export const networkDiagnose = define({
  id: "network.diagnose",
  summary: "Find out whether a container can reach another one, the host or the outside, and what is in the way.",
  description:
    "Looks at both ends' state, network modes, shared and internal networks, names, isolation (enable_icc) and published ports, and tries the TCP ports in question " +
    "at the target's own address where the engine is on this machine. Nothing is run inside a container. `through_host` means: not straight, but by a port that the target publishes.",
  risk: "read",
  http: { method: "GET", path: "/api/diagnosis/network" },
  input,
  output: z.object({
    from: z.string(),
    to: z.string(),
    port: z.string().nullable().describe("Such as 5432/tcp"),
    reachable: z.enum(answers),
    certainty: z.enum(certainties),
    summary: z.string(),
    addresses: z.array(z.string()).describe("What to write as the address, each with a note in brackets"),
    evidence: z.array(z.string()),
    findings: z
      .array(
        z.object({
          cause: z.enum(obstacles),
          certainty: z.enum(certainties),
          text: z.string(),
          evidence: z.array(z.string()),
          next: z.string(),
        }),
      )
      .describe("What is in the way or to be known, the most telling first, three at most"),
  }),
  targets: [
    { kind: "container", reference: ({ from }) => (isPlace(from) ? undefined : from) },
    { kind: "container", reference: ({ to }) => (isPlace(to) ? undefined : to) },
  ],
  deadline: 15_000,
  errors: [...engineErrors, "CONTAINER_NOT_FOUND", "REFERENCE_AMBIGUOUS"],
  examples: [
    { title: "Can web reach the database?", input: { from: "web", to: "db", port: 5432 } },
    { title: "Can others reach web's port 80?", input: { from: "outside", to: "web", port: 80 } },
    { title: "Does web get out?", input: { from: "web", to: "outside" } },
  ],
  run: async (context, asked) => {
    if (isPlace(asked.from) && isPlace(asked.to)) {
      throw new GnosisError("INPUT_INVALID", "One of 'from' and 'to' has to be a container.", { where: "to" });
    }
    const [first, second] = context.targets;
    const from = isPlace(asked.from) ? asked.from : theTarget(first);
    const to = isPlace(asked.to) ? asked.to : theTarget(isPlace(asked.from) ? first : (second ?? first));
    const port = asked.port === undefined ? undefined : `${asked.port}/${asked.protocol}`;
    const facts = await gatherReach(context, { from, to, ...(port === undefined ? {} : { port }) });
    const verdict = judgeReach(facts);
    return {
      from: endName(facts.from),
      to: endName(facts.to),
      port: port ?? null,
      ...verdict,
      addresses: [...verdict.addresses],
      evidence: [...verdict.evidence],
      findings: verdict.findings.map((one) => ({ ...one, evidence: [...one.evidence] })),
    };
  },
});

function theTarget(target: Target | undefined): Target {
  if (target === undefined) throw new Error("the guard has resolved the target");
  return target;
}
