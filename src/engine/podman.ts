import type { EngineRequest } from "./client.ts";

/** Whether an answer's head is Podman's. */
export const isPodman = (headers: Readonly<Record<string, unknown>>): boolean =>
  headers["libpod-api-version"] !== undefined || String(headers["server"] ?? "").startsWith("Libpod/");

type Query = NonNullable<EngineRequest["query"]>;
type Filters = Record<string, readonly string[]>;

/** States of containers that Podman refuses to be asked for, since it has none. */
const unknownStates: ReadonlySet<string> = new Set(["dead", "removing", "restarting"]);

/** A query without what Podman refuses, can't match, or answers wrongly. */
export function queryForPodman(path: string, query: EngineRequest["query"]): EngineRequest["query"] {
  // Waiting for a removal it says 0 whatever the exit code was.
  if (query?.["condition"] === "removed") return { ...query, condition: "next-exit" };
  const text = query?.["filters"];
  if (typeof text !== "string") return query;
  const { status = [], type, ...filters } = JSON.parse(text) as Filters;
  const known = status.filter((state) => !unknownStates.has(state));
  // Nothing is in a state that there is not: nothing has that id either.
  const nothing = status.length > 0 && known.length === 0 ? { id: ["0".repeat(64)] } : {};
  // It refuses the types of networks: `ofAskedType` looks at them.
  const typed = type === undefined || path === "/networks" ? {} : { type };
  const asked = { ...filters, ...typed, ...(known.length > 0 && { status: known }), ...nothing };
  return { ...query, filters: JSON.stringify(asked) };
}

/** Networks that nobody made. */
const builtIn: ReadonlySet<unknown> = new Set(["bridge", "host", "none", "podman"]);

/** The networks of a list that are of the type that was asked for. */
export function ofAskedType(path: string, query: Query = {}, answer: unknown): unknown {
  const text = query["filters"];
  if (path !== "/networks" || typeof text !== "string" || !Array.isArray(answer)) return answer;
  const { type: types = [] } = JSON.parse(text) as Filters;
  const isAsked = ({ Name }: Row): boolean => types.includes(builtIn.has(Name) ? "builtin" : "custom");
  return types.length === 0 ? answer : answer.filter(isAsked);
}

/**
 * The questions that one comes to: Podman lists the volumes that any of several filters matches, where Docker lists those that all of them
 * match, so each filter is asked for alone.
 */
export function questionsForPodman(path: string, query: Query = {}): readonly Query[] {
  const text = query["filters"];
  if (path !== "/volumes" || typeof text !== "string") return [query];
  const filters = Object.entries(JSON.parse(text) as Filters);
  return filters.length < 2 ? [query] : filters.map((one) => ({ ...query, filters: JSON.stringify(Object.fromEntries([one])) })); // prettier-ignore
}

type Volumes = { readonly Volumes?: readonly { readonly Name: string }[] | null };

/** The answers to those questions as one: what is in all of them. */
export function answerInAll(answers: readonly unknown[]): unknown {
  const [first, ...others] = answers as readonly Volumes[];
  const names = others.map(({ Volumes: rows }) => new Set((rows ?? []).map(({ Name }) => Name)));
  return { ...first, Volumes: (first?.Volumes ?? []).filter(({ Name }) => names.every((one) => one.has(Name))) };
}

/** Podman writes whole references where Docker leaves its own registry out. */
const familiar = (reference: string): string => reference.replace(/^docker\.io\/(?:library\/)?/, "");

type Row = Record<string, unknown>;

const familiarAll = (references: unknown): unknown =>
  Array.isArray(references) ? references.map((one) => familiar(String(one))) : references;

const image = (row: Row): Row => ({
  ...row,
  RepoTags: familiarAll(row["RepoTags"]),
  RepoDigests: familiarAll(row["RepoDigests"]),
});

const container = (row: Row): Row => ({
  ...row,
  ...(typeof row["Image"] === "string" && { Image: familiar(row["Image"]) }),
});

/** Limits have the kernel's names there: `RLIMIT_NOFILE` is Docker's `nofile`. */
function hostConfig(row: Row): Row {
  const { Ulimits: limits } = row;
  if (!Array.isArray(limits)) return row;
  const named = limits.map((one: Row) => ({
    ...one,
    Name: String(one["Name"])
      .replace(/^RLIMIT_/, "")
      .toLowerCase(),
  }));
  return { ...row, Ulimits: named };
}

/** An image that was just made has its digest without its kind. */
const made = (row: Row): Row => ({
  ...row,
  ...(/^[0-9a-f]{64}$/.test(String(row["Id"])) && { Id: `sha256:${String(row["Id"])}` }),
});

const inspect = (row: Row): Row => ({
  ...row,
  Config: container((row["Config"] ?? {}) as Row),
  ...(row["HostConfig"] ? { HostConfig: hostConfig(row["HostConfig"] as Row) } : {}),
});

const words = (line: unknown): string[] => String(line).trim().split(/\s+/);

/** Where Podman leaves the table to the container's own `ps`, each line comes in one piece. */
function top(row: Row): Row {
  const { Titles: titles, Processes: processes } = row;
  if (!Array.isArray(titles) || titles.length !== 1 || !Array.isArray(processes)) return row;
  const names = words(titles[0]);
  const cells = (line: string[]) => [...line.slice(0, names.length - 1), line.slice(names.length - 1).join(" ")];
  return { ...row, Titles: names, Processes: processes.map((process) => cells(words([process].flat()[0]))) };
}

/** An event of Podman's as Docker tells it: a removed container is destroyed there, and images go by their familiar names. */
export function eventOfPodman(value: unknown): unknown {
  const { Type: type, Action: action, Actor: actor, from } = value as Row;
  if (type !== "container") return value;
  const { Attributes: attributes, ...who } = (actor ?? {}) as Row;
  const { image: named, ...others } = (attributes ?? {}) as Row;
  return {
    ...(value as Row),
    ...(action === "remove" && { Action: "destroy", status: "destroy" }),
    ...(typeof from === "string" && { from: familiar(from) }),
    Actor: { ...who, Attributes: { ...others, ...(typeof named === "string" && { image: familiar(named) }) } },
  };
}

/** A row of what a removal of an image came to. */
const gone = (row: Row): Row => ({
  ...row,
  ...(typeof row["Untagged"] === "string" && { Untagged: familiar(row["Untagged"]) }),
  ...(/^[0-9a-f]{64}$/.test(String(row["Deleted"])) && { Deleted: `sha256:${String(row["Deleted"])}` }),
});

/** What is said otherwise than Docker says it, by the path of the question. */
const translations: readonly (readonly [RegExp, (value: Row) => Row])[] = [
  [/^\/images\/json$/, image],
  [/^\/images\/.+\/json$/, image],
  [/^\/images\/(?!json$|search$)(?!.*\/(?:json|history)$).+$/, gone],
  [/^\/commit$/, made],
  [/^\/containers\/json$/, container],
  [/^\/containers\/[^/]+\/top$/, top],
  [/^\/containers\/[^/]+\/json$/, inspect],
];

/** An answer of Podman's as Docker would have given it. */
export function answerOfPodman(path: string, value: unknown): unknown {
  const translate = translations.find(([pattern]) => pattern.test(path))?.[1];
  if (translate === undefined || typeof value !== "object" || value === null) return value;
  return Array.isArray(value) ? value.map((row) => translate(row as Row)) : translate(value as Row);
}
