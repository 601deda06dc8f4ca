import { z } from "zod";
import { targetKinds } from "../../catalogue/target.ts";
import { parseSize, sizePattern } from "../../kernel/sizes.ts";

const oneOrMany = <T extends z.ZodType>(one: T) => z.union([one, z.array(one).min(1)]);
const glob = z.string().min(1).max(200);

const operationPattern = z
  .string()
  .regex(
    /^(?:risk:(?:read|change|destroy|host)|[a-zA-Z*?.-]{1,80})$/,
    "expected an operation id, a pattern such as container.* or *.list, or risk:read, risk:change, risk:destroy, risk:host",
  )
  .describe("An operation's id, a pattern over ids (`container.*`, `*.list`, `*`), or `risk:read` and its like.");

const portRange = z.union([z.int().min(1).max(65535).transform(String), z.string()]).refine((text) => {
  const [low, high, more] = text.split("-").map(Number);
  return low !== undefined && more === undefined && low >= 1 && (high ?? low) >= low && (high ?? low) <= 65535;
}, "expected a port or a range such as 8000-8999");

const size = z
  .union([
    z.int().positive(),
    z
      .string()
      .regex(sizePattern, "expected a size such as 512MiB")
      .refine((text) => !sizePattern.test(text) || parseSize(text) >= 1, "expected a size above zero"),
  ])
  .describe("Bytes, or a size such as `512MiB`.");

const absolutePath = z
  .string()
  .regex(/^\/(?:[^/\0]+(?:\/[^/\0]+)*)?$/, "expected an absolute path without a trailing slash")
  .refine((path) => !path.split("/").some((part) => part === "." || part === ".."), "expected a path without . and ..");

/** One set of conditions: all that are given must hold. */
export const scopeTermSchema = z
  .strictObject({
    kind: oneOrMany(z.enum(targetKinds)).optional().describe("Kinds of object."),
    name: oneOrMany(glob).optional().describe("Patterns over names; for images, over references."),
    label: z
      .record(z.string().min(1), glob)
      .refine((labels) => Object.keys(labels).length > 0, "expected at least one label")
      .optional()
      .describe("Labels that must be there, each with a pattern over its value; `*` is any value."),
    project: oneOrMany(glob).optional().describe("Compose projects, by the label `com.docker.compose.project`."),
    owned: z.literal(true).optional().describe("Made by this very caller, by the label that only the server writes."),
    image: oneOrMany(glob).optional().describe("Images: of a container the one it runs, of an image its references."),
    endpoint: oneOrMany(glob).optional().describe("Engines by their endpoint's name."),
  })
  // Nothing at all would hold for everything: nobody who writes a scope means that.
  .refine((term) => Object.keys(term).length > 0, "expected at least one condition")
  .describe("Conditions on an object; all that are given must hold.");

/** A scope: one set of conditions, or several of which one must hold. */
export const scopeSchema = oneOrMany(scopeTermSchema);

const longRuleSchema = z.strictObject({
  operations: oneOrMany(operationPattern),
  where: scopeSchema.optional().describe("Only on these objects."),
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,60}$/, "expected lower-case letters, digits and hyphens")
    .optional()
    .describe("Named in decisions and records instead of its place."),
  reason: z.string().max(300).optional().describe("One sentence that callers are told when this rule asks or denies."),
});

const ruleSchema = z.union([operationPattern, longRuleSchema]);

const askRuleSchema = z.union([
  operationPattern,
  longRuleSchema.extend({
    answer: z
      .literal("client")
      .optional()
      .describe("A yes in the caller's own MCP client approves the call too; without it only another person's does."),
    onApproval: z
      .literal("run")
      .optional()
      .describe("The server makes the call itself once it is approved; without it the caller makes it again."),
  }),
]);

const containmentSchema = z.strictObject({
  level: z.enum(["privileged", "baseline", "restricted"]).describe("After Kubernetes' Pod Security Standards."),
  mountRoots: z
    .array(absolutePath)
    .optional()
    .describe("Host directories below which bind mounts may lie; the setting `mountRoots` when absent."),
  mountBelow: z
    .boolean()
    .optional()
    .describe("false: only the roots themselves may be mounted, so that no link below them can be raced."),
  images: z.array(glob).min(1).optional().describe("Images that may be used; every image when absent."),
  publish: z
    .strictObject({
      addresses: z.array(z.union([z.ipv4(), z.ipv6()])).optional(),
      ports: z.array(portRange).optional(),
    })
    .optional()
    .describe("Host addresses (loopback when absent) and ports (from 1024 when absent) that may be published."),
  networks: z.array(glob).optional().describe("Networks that may be joined beside the default one and those in scope."),
  limits: z
    .strictObject({
      memory: size.optional(),
      cpus: z.number().positive().max(1024).optional(),
      pids: z.int().positive().optional(),
    })
    .optional()
    .describe("Set when a container has none, and never exceeded."),
  buildKit: z.boolean().optional().describe("Lets BuildKit sessions through the guarded socket; off unless said."),
});

const rateSchema = z.strictObject({
  operations: oneOrMany(operationPattern),
  perMinute: z.int().min(1).max(10_000).describe("Calls in any sixty seconds; all these operations count together."),
});

const roleSchema = z.strictObject({
  description: z.string().max(500).optional(),
  allow: z.array(ruleSchema).optional(),
  ask: z.array(askRuleSchema).optional().describe("A person has to approve these."),
  deny: z.array(ruleSchema).optional().describe("Deny beats ask, ask beats allow; what nothing names is denied."),
  scope: scopeSchema
    .optional()
    .describe("What the role knows of at all; everything else looks as if it weren't there."),
  containment: containmentSchema.optional(),
  rates: z
    .array(rateSchema)
    .max(20)
    .optional()
    .describe("How often each token of the role may do what; beyond it calls fail with LIMIT_REACHED (429)."),
  secrets: z.enum(["masked", "reveal"]).optional(),
  terminals: z
    .enum(["counted", "recorded"])
    .optional()
    .describe("What the log keeps of a terminal: how much went over it, or what was typed and shown as well."),
});

/** The policy file. */
export const policyFileSchema = z
  .strictObject({
    version: z.literal(1),
    roles: z.record(
      z.string().regex(/^[a-z][a-z0-9-]{0,40}$/, "expected a role name of lower-case letters, digits and hyphens"),
      roleSchema,
    ),
  })
  .describe("Roles of Gnosis Docker: what each may do, to what, and what the containers it makes may be.");

export type PolicyFile = z.output<typeof policyFileSchema>;
export type RoleFile = PolicyFile["roles"][string];
export type RuleFile = z.output<typeof askRuleSchema>;
export type ScopeFile = z.output<typeof scopeSchema>;
export type ScopeTerm = z.output<typeof scopeTermSchema>;

/** A value that may stand alone or in a list, as a list. */
export function listed<T>(value: T | readonly T[] | undefined): readonly T[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? (value as readonly T[]) : [value as T];
}

/** Bytes of a size as it stands in the file. */
export function bytesOf(value: number | string): number {
  return typeof value === "number" ? value : parseSize(value);
}

/** The JSON Schema (2020-12) of the policy file, for editors. */
export function policyJsonSchema(): Record<string, unknown> {
  return {
    title: "Gnosis Docker policy",
    ...z.toJSONSchema(policyFileSchema, { io: "input", unrepresentable: "any" }),
  };
}
