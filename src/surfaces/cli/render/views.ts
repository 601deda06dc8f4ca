import { painter, printable, type Terminal } from "../terminal.ts";
import { at, tabulate } from "./columns.ts";
import { formatValue } from "./format.ts";
import { endpointCheck } from "./endpoint-check.ts";

type Item = Readonly<Record<string, unknown>>;

/** Headers and cells. */
export interface Table {
  readonly headers: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

const items = (value: unknown): readonly Item[] => (Array.isArray(value) ? (value as Item[]) : []);
const texts = (value: unknown): readonly string[] => (Array.isArray(value) ? (value as unknown[]).map(String) : []);

/** Answers that are tables although they hold no list of the usual name. */
export const tableViews: Readonly<Record<string, (answer: Item) => Table>> = {
  "container.top": ({ titles, processes }) => ({ headers: titles as string[], rows: processes as string[][] }),
  "container.stats": ({ stats }) => tabulate("stats", [stats as Item]),
};

/** Found log lines: container, time, text, how often; lines around a match are indented. */
function logSearch(answer: Item, terminal: Terminal): string {
  const paint = painter(terminal, "output");
  const several = items(answer["containers"]).length > 1;
  const lines = items(answer["matches"]).flatMap((match) => {
    const name = several ? `${paint("cyan", printable(formatValue(match["container"])))}  ` : "";
    const times = Number(match["count"]) > 1 ? paint("dim", `  (${formatValue(match["count"])} times)`) : "";
    const time = paint("dim", formatValue(match["time"]).replace(/\.\d+Z$/, "Z"));
    const around = (which: string) => texts(match[which]).map((line) => `    ${paint("dim", printable(line))}`);
    return [
      ...around("before"),
      `${name}${time}  ${printable(formatValue(match["text"]))}${times}`,
      ...around("after"),
    ];
  });
  for (const { name, error } of items(answer["containers"]))
    if (typeof error === "string") lines.push(`${printable(formatValue(name))}: ${printable(error)}`);
  if (Number(answer["left"]) > 0) lines.push(`${String(answer["left"])} older entries are not shown: add --limit.`);
  if (items(answer["matches"]).length === 0) lines.push("Nothing was found.");
  return lines.map((line) => `${line}\n`).join("");
}

/** Findings of a diagnosis, each with its evidence and what to do. */
function findings(answer: Item, paint: ReturnType<typeof painter>): string[] {
  return items(answer["findings"]).flatMap((found) => [
    "",
    `${printable(formatValue(found["text"]))} ${paint("dim", `(${formatValue(found["certainty"])})`)}`,
    ...texts(found["evidence"]).map((line) => `  - ${printable(line)}`),
    ...(typeof found["next"] === "string" ? [`  ${paint("cyan", "next:")} ${printable(found["next"])}`] : []),
  ]);
}

/** Whether one end reaches the other, how to write its address, and what is in the way. */
function reach(answer: Item, terminal: Terminal): string {
  const paint = painter(terminal, "output");
  const lines = [
    `${paint("bold", printable(formatValue(answer["summary"])))} ${paint("dim", `(${formatValue(answer["certainty"])})`)}`,
    ...texts(answer["addresses"]).map((one) => `  ${paint("cyan", "use:")} ${printable(one)}`),
    ...texts(answer["evidence"]).map((one) => `  - ${printable(one)}`),
    ...findings(answer, paint),
  ];
  return lines.map((line) => `${line}\n`).join("");
}

/** What a diagnosis found, beside what happened and the last output. */
function diagnosis(answer: Item, terminal: Terminal): string {
  const paint = painter(terminal, "output");
  const lines = [
    `${paint("bold", printable(formatValue(answer["container"])))} (${printable(formatValue(answer["image"]))}): ${printable(formatValue(answer["state"]))}`,
  ];
  lines.push(...findings(answer, paint));
  if (items(answer["findings"]).length === 0) lines.push("Nothing wrong was found.");
  for (const [name, title] of [
    ["timeline", "What happened:"],
    ["words", "Its last words:"],
  ] as const)
    if (texts(answer[name]).length > 0)
      lines.push("", title, ...texts(answer[name]).map((line) => `  ${printable(line)}`));
  return lines.map((line) => `${line}\n`).join("");
}

/** What a prune removed, one object a line, and what it left and why. */
function pruned(answer: Item): string {
  const line = (item: Item, more: string) =>
    [formatValue(item["id"] ?? item["name"], "id"), item["id"] === undefined ? "" : formatValue(item["name"]), more]
      .filter((part) => part !== "" && part !== "-")
      .join("  ");
  const removed = items(answer["removed"]).map((item) => `  ${line(item, formatValue(item["bytes"], "size"))}`);
  const skipped = items(answer["skipped"]).map((item) => `  left: ${line(item, formatValue(item["reason"]))}`);
  const reclaimed = formatValue(answer["reclaimed_bytes"], "size");
  const lines = [`${formatValue(answer["message"])}, ${reclaimed}.`, ...removed, ...skipped];
  return lines.map((text) => `${printable(text)}\n`).join("");
}

/** What a prune would remove, the largest first, and how to do it. */
function prunePlanned(answer: Item): string {
  const planned = items(answer["items"]).map((item) => {
    const used = item["last_used"] === null ? "no use known" : `used ${formatValue(item["last_used"], "time")}`;
    const below = texts(item["dependants"]).length === 0 ? "" : `below ${texts(item["dependants"]).join(", ")}`;
    const ask = item["asks"] === true ? "asks for approval" : "";
    const size = item["bytes"] === null ? "" : formatValue(item["bytes"], "size");
    const parts = [formatValue(item["kind"]), formatValue(item["name"]), size, used, below, ask];
    return `  ${parts.filter((part) => part !== "").join("  ")}`;
  });
  const kept = items(answer["kept"]).map(
    (item) => `  stays: ${formatValue(item["kind"])}  ${formatValue(item["name"])}  ${formatValue(item["reason"])}`,
  );
  const more =
    answer["left_out"] === 0 ? [] : [`  and ${formatValue(answer["left_out"])} smaller ones, for another plan`];
  const lines = [
    `${planned.length} would be removed, ${formatValue(answer["bytes"], "size")}.`,
    ...[...planned, ...more, ...kept],
    ...(planned.length === 0 ? [] : [`Remove exactly these: gnosis-docker prune apply ${formatValue(answer["plan"])}`]),
  ];
  return lines.map((text) => `${printable(text)}\n`).join("");
}

/** How to get into a new sandbox. */
function newSandbox(answer: Item, terminal: Terminal): string {
  const paint = painter(terminal, "output");
  const lines = [
    printable(formatValue(answer["message"])),
    `  ${paint("cyan", "docker:")} DOCKER_HOST=unix://${printable(formatValue(at(answer, "sandbox.socket")))}`,
    `  ${paint("cyan", "here:")}   --endpoint ${printable(formatValue(at(answer, "sandbox.endpoint")))}`,
  ];
  if (typeof answer["token"] === "string") lines.push(`  ${paint("cyan", "token:")}  ${printable(answer["token"])}`);
  return lines.map((line) => `${line}\n`).join("");
}

/** A new token: its text alone on a line, since it is shown this once. */
function newToken(answer: Item, terminal: Terminal): string {
  const paint = painter(terminal, "output");
  const expires = at(answer, "token.expires");
  return [
    `${printable(formatValue(answer["message"]))}, role ${printable(formatValue(at(answer, "token.role")))}${expires === undefined || expires === null ? "" : `, until ${formatValue(expires, "time")}`}.`,
    "Its text is shown this once:",
    "",
    `  ${paint("bold", printable(formatValue(answer["text"])))}`,
    "",
    "Use it as GNOSIS_DOCKER_TOKEN, or keep it with 'gnosis-docker login'.",
    "",
  ].join("\n");
}

/** Answers that people read as text. */
export const textViews: Readonly<Record<string, (answer: Item, terminal: Terminal) => string>> = {
  "log.search": logSearch,
  "endpoint.check": endpointCheck,
  "container.diagnose": diagnosis,
  "network.diagnose": reach,
  "container.prune": pruned,
  "image.prune": pruned,
  "volume.prune": pruned,
  "network.prune": pruned,
  "cache.prune": pruned,
  "prune.apply": pruned,
  "prune.plan": prunePlanned,
  "sandbox.create": newSandbox,
  "sandbox.exec": (answer, { output }) => {
    const text = String(answer["output"]);
    return output.isTTY === true ? text.split("\n").map(printable).join("\n") : text;
  },
  "token.create": newToken,
  "token.rotate": newToken,
};

/** Answers whose own word says that something is wrong: the exit code is then 1. */
export const failedAnswers: Readonly<Record<string, (answer: unknown) => boolean>> = {
  "audit.verify": (answer) => at(answer, "ok") === false,
  "endpoint.check": (answer) => items(at(answer, "endpoints")).some((one) => one["ok"] === false),
  "container.wait": (answer) => at(answer, "timed_out") === true,
  "network.diagnose": (answer) => at(answer, "reachable") === "no",
};
