import type { Approval } from "./shapes.ts";

type Asked = Pick<Approval, "operation" | "input" | "targets">;
type Said = Readonly<Record<string, unknown>>;

/** What is done where the verb alone does not say it; a target's name follows. */
const acts: Readonly<Record<string, string>> = {
  "container.exec": "run a program in",
  "container.update": "change the limits of",
  "container.upload": "copy files into",
  "container.download": "copy files out of",
  "container.prune": "remove stopped containers",
  "image.prune": "remove unused images",
  "volume.prune": "remove unused volumes",
  "network.prune": "remove unused networks",
  "cache.prune": "remove build cache",
  "prune.apply": "remove what a plan lists",
  "container.run": "run a container of",
  "container.create": "create a container of",
  "token.create": "make a token",
  "terminal.open": "open a terminal in",
  "policy.update": "change the policy",
  "trash.restore": "bring back",
  "trash.empty": "empty the trash",
};

/** What a switch that is on adds. */
const switches: Readonly<Record<string, string>> = {
  force: "by force",
  volumes: "with its anonymous volumes",
  v: "with its anonymous volumes",
  purge: "for good",
  all: "also what has a name or a tag",
  privileged: "with all that the host has",
  publish_all: "with all its ports published",
  dry_run: "only to see what would go",
};

const isOn = (value: unknown): boolean => value === true || value === "1" || value === "true";

function addedBy(input: unknown): string[] {
  const { query, ...own } = (input ?? {}) as { readonly query?: Said };
  return Object.entries({ ...own, ...query }).flatMap(([field, value]) =>
    isOn(value) && switches[field] !== undefined ? [switches[field]] : [],
  );
}

/** What a call does, in a few words: `remove the container shop-db-1, by force, with its anonymous volumes`. */
export function actOf({ operation, input, targets }: Asked): string {
  const [noun = "", verb = ""] = operation.split(".");
  const first = targets[0];
  const what =
    first === undefined
      ? []
      : [`the ${first.kind}${targets.length > 1 ? "s" : ""}`, targets.map(({ name }) => name).join(", ")];
  const act = acts[operation] ?? (first === undefined ? `${verb} a ${noun}` : verb);
  const { name } = (input ?? {}) as { readonly name?: unknown };
  const called = typeof name === "string" && first?.name !== name ? [`as ${name}`] : [];
  return [[act, ...what, ...called].join(" "), ...new Set(addedBy(input))].join(", ");
}

const plainRisk = /^(?:It only looks|It changes what runs|It removes something|It reaches past|It can't be taken back)/;

/** What would happen to what: the first effect says what the operation does, others its risk and its undo, which stand elsewhere. */
export function whatHappens(effects: readonly string[]): readonly string[] {
  const told = effects.slice(1).filter((effect) => !plainRisk.test(effect));
  return (told.length === 0 ? effects.slice(0, 1) : told).map((effect) => effect.replaceAll("`", ""));
}
