import { z } from "zod";
import { targetKinds } from "../../catalogue/target.ts";
import { define } from "../define.ts";
import { policyText, source } from "./fields.ts";

/** Says what would become of a call, and which rule decides. */
export const policyExplain = define({
  id: "policy.explain",
  summary:
    "Say what a role's call would come to: the decision, the rule and line that makes it, and what would allow it.",
  risk: "read",
  http: { method: "POST", path: "/api/policy/explain" },
  input: z.strictObject({
    as: z.string().min(1).max(60).describe("The role."),
    operation: z.string().min(3).max(80).describe("The operation's id, such as `container.restart`."),
    target: z.string().min(1).max(512).optional().describe("Name or id of the object."),
    kind: z
      .enum(targetKinds)
      .optional()
      .describe("The object's kind; by the operation's own first target when absent."),
    body: z.record(z.string(), z.unknown()).optional().describe("An engine request body, judged by containment."),
    policy: policyText.optional().describe("Another policy than the one in force."),
  }),
  output: z.object({
    effect: z.enum(["allow", "ask", "deny"]),
    rule: z.string(),
    source: source.optional(),
    reason: z.string(),
    help: z.string().optional().describe("What a person could change."),
    hidden: z.boolean().optional().describe("True when the role would be told that there is no such object."),
    findings: z.array(z.object({ field: z.string(), control: z.string(), message: z.string() })),
    changes: z.array(z.string()).describe("What the guard would set or change in the body."),
  }),
  deadline: 30_000,
  errors: ["INPUT_INVALID", "FIELD_UNKNOWN", "POLICY_INVALID", "ENGINE_UNREACHABLE", "CONTAINER_NOT_FOUND"],
  examples: [
    { title: "May an operator list?", input: { as: "operator", operation: "container.list" } },
    {
      title: "May a developer mount the host's root?",
      input: {
        as: "developer",
        operation: "container.create",
        body: { Image: "busybox", HostConfig: { Binds: ["/:/host"] } },
      },
    },
  ],
  run: async ({ ports }, asked) => {
    const kind = asked.kind ?? ports.catalogue().find(asked.operation)?.targets?.[0]?.kind ?? "container";
    const explained = await ports.policy.explain({
      role: asked.as,
      operation: asked.operation,
      ...(asked.target === undefined ? {} : { target: { kind, reference: asked.target } }),
      ...(asked.body === undefined ? {} : { body: asked.body }),
      ...(asked.policy === undefined ? {} : { policy: asked.policy }),
      endpoint: ports.engine.endpoint.name,
    });
    return { ...explained, findings: [...explained.findings], changes: [...explained.changes] };
  },
});
