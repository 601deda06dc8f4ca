import { type Document, isMap, isScalar, isSeq, parseDocument } from "yaml";

/** The parts of a role that the form has. */
export interface RoleForm {
  readonly description: string;
  readonly allow: readonly string[];
  readonly ask: readonly string[];
  readonly deny: readonly string[];
  readonly level: string;
  readonly mountRoots: readonly string[];
  readonly images: readonly string[];
  readonly secrets: string;
  readonly terminals: string;
}

/** A new file: no roles beside the built-in ones. */
export const emptyPolicy = "version: 1\nroles: {}\n";

const read = (text: string): Document => parseDocument(text, { uniqueKeys: true });

/** The roles of a text, in its order; nothing where it can't be read as a policy. */
export function rolesOf(text: string): readonly string[] | undefined {
  const document = read(text);
  const roles = document.get("roles");
  if (document.errors.length > 0 || !isMap(roles)) return undefined;
  return roles.items.map(({ key }) => String(isScalar(key) ? key.value : key));
}

const textsOf = (value: unknown): readonly string[] => {
  if (isScalar(value)) return [String(value.value)];
  return isSeq(value) ? value.items.flatMap((item) => (isScalar(item) ? [String(item.value)] : [])) : [];
};

/** Rules that have conditions or names of their own: the form leaves them as they are. */
export function longRules(text: string, role: string): number {
  const document = read(text);
  return (["allow", "ask", "deny"] as const).reduce((sum, list) => {
    const rules = document.getIn(["roles", role, list], true);
    return sum + (isSeq(rules) ? rules.items.filter((item) => !isScalar(item)).length : 0);
  }, 0);
}

/** A role as the form shows it. */
export function formOf(text: string, role: string): RoleForm {
  const document = read(text);
  const at = (...path: string[]): unknown => document.getIn(["roles", role, ...path], true);
  const word = (...path: string[]): string => textsOf(at(...path))[0] ?? "";
  return {
    description: word("description"),
    allow: textsOf(at("allow")),
    ask: textsOf(at("ask")),
    deny: textsOf(at("deny")),
    level: word("containment", "level"),
    mountRoots: textsOf(at("containment", "mountRoots")),
    images: textsOf(at("containment", "images")),
    secrets: word("secrets"),
    terminals: word("terminals"),
  };
}

/** The text with one field of a role set; what else stands there stays, comments too. An empty value takes the field away. */
export function withField(
  text: string,
  role: string,
  field: keyof RoleForm,
  value: string | readonly string[],
): string {
  const document = read(text);
  const path = [
    "roles",
    role,
    ...(["level", "mountRoots", "images"].includes(field) ? ["containment", field] : [field]),
  ];
  const before = document.getIn(path, true);
  const kept = isSeq(before) ? before.items.filter((item) => !isScalar(item)) : [];
  const next = typeof value === "string" ? value : [...value, ...kept];
  if (next.length === 0) document.deleteIn(path);
  else document.setIn(path, document.createNode(next));
  const containment = document.getIn(["roles", role, "containment"], true);
  if (isMap(containment) && containment.items.length === 0) document.deleteIn(["roles", role, "containment"]);
  return document.toString({ lineWidth: 0 });
}

/** The text without a role. */
export function withoutRole(text: string, role: string): string {
  const document = read(text);
  document.deleteIn(["roles", role]);
  return document.toString({ lineWidth: 0 });
}

/** The text with the roles of a template beside its own; the template itself where there are none yet. */
export function withTemplate(text: string, template: string): string {
  if ((rolesOf(text)?.length ?? 0) === 0) return template;
  const [document, more] = [read(text), read(template)];
  for (const role of rolesOf(template) ?? []) {
    const roles = document.get("roles");
    // A role written inline, as the first of an empty file, would make all that follow so.
    if (isMap(roles)) roles.flow = false;
    document.setIn(["roles", role], more.getIn(["roles", role], true));
  }
  return document.toString({ lineWidth: 0 });
}
