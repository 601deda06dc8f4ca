import { keepFile } from "../../parts/keep-file.ts";
import type { KeptLine } from "./log-store.ts";

/** A line as it stands in a file. */
export const asText = ({ time, from, text, missed }: KeptLine): string =>
  missed === undefined ? `${time} ${from} ${text}` : `${time} ${from} [${missed} messages are missing here]`;

const asJson = ({ key: _, ...line }: KeptLine): string => JSON.stringify(line);

/** Keeps the lines as a file. */
export function download(lines: readonly KeptLine[], how: "text" | "ndjson"): void {
  const text = lines.map(how === "text" ? asText : asJson).join("\n");
  keepFile(how === "text" ? "logs.txt" : "logs.ndjson", `${text}\n`);
}
