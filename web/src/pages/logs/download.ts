import type { KeptLine } from "./log-store.ts";

const asText = ({ time, from, text, missed }: KeptLine): string =>
  missed === undefined ? `${time} ${from} ${text}` : `${time} ${from} [${missed} messages are missing here]`;

const asJson = ({ key: _, ...line }: KeptLine): string => JSON.stringify(line);

/** Keeps the lines as a file. */
export function download(lines: readonly KeptLine[], how: "text" | "ndjson"): void {
  const text = lines.map(how === "text" ? asText : asJson).join("\n");
  const address = URL.createObjectURL(new Blob([text, "\n"], { type: "text/plain" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = how === "text" ? "logs.txt" : "logs.ndjson";
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
