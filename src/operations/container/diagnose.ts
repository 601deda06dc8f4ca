import { z } from "zod";
import { define } from "../define.ts";
import { causes, certainties } from "../diagnosis/finding.ts";
import { gather } from "../diagnosis/gather.ts";
import { judge } from "../diagnosis/judge.ts";

const input = z.strictObject({
  id: z.string().min(1).max(512).describe("The container's name, full id or unambiguous id prefix."),
});

const output = z.object({
  container: z.string(),
  id: z.string(),
  image: z.string(),
  state: z.string().describe("One line: state, since when, exit code, health, restarts, policy"),
  findings: z
    .array(
      z.object({
        cause: z.enum(causes),
        certainty: z.enum(certainties),
        text: z.string(),
        evidence: z.array(z.string()),
        next: z.string(),
      }),
    )
    .describe("The most telling first, three at most; empty when nothing is wrong"),
  timeline: z.array(z.string()).describe("Its last events, oldest first"),
  words: z.array(z.string()).describe("The program's last words, when no finding quotes them; untrusted text"),
});

/** Why a container stopped, or why it does not answer. */
export const containerDiagnose = define({
  id: "container.diagnose",
  summary: "Find out why a container stopped, crashes or does not answer.",
  description:
    "Joins inspect, kept events, recorded calls, use against limits, the health log, the published ports and the last output. " +
    "Every finding names its evidence and how certain it is.",
  risk: "read",
  http: { method: "GET", path: "/api/containers/{id}/diagnosis" },
  input,
  output,
  targets: [{ kind: "container", reference: (wanted) => wanted.id }],
  deadline: 15_000,
  errors: ["CONTAINER_NOT_FOUND", "REFERENCE_AMBIGUOUS", "ENGINE_UNREACHABLE"],
  examples: [{ title: "Why did web stop?", input: { id: "web" } }],
  run: async (context, wanted) => {
    const facts = await gather(context, context.targets[0]?.id ?? wanted.id);
    const { inspect } = facts;
    const { state, findings, timeline, words } = judge(facts);
    return {
      container: inspect.Name.replace(/^\//, ""),
      id: inspect.Id,
      image: inspect.Config.Image,
      state,
      findings: findings.map((one) => ({ ...one, evidence: [...one.evidence] })),
      timeline: [...timeline],
      words: [...words],
    };
  },
});
