import type { Answer, Ran, ToolCall } from "../../tool.ts";
import { agoText, cut, shortId } from "../../text/units.ts";
import { marked } from "./marked.ts";

/** A version of a document. */
export interface Version {
  readonly hash: string;
  readonly time: string;
  readonly by: { readonly name: string } | null;
  readonly reason: string | null;
}

/** One time that a stack was brought up. */
export interface Deployment extends Pick<Version, "time" | "by"> {
  readonly version: string;
}

/** A line of a comparison. */
export interface DiffLine {
  readonly sign: string;
  readonly text: string;
}

interface Kept {
  readonly message: string;
  readonly version: string;
  readonly former: string | null;
  readonly warnings?: readonly string[];
}

interface History {
  readonly current: string | null;
  readonly versions: readonly Version[];
  readonly deployments: readonly Deployment[];
  readonly diff?: readonly DiffLine[];
}

const whenAndWho = ({ time, by }: Pick<Version, "time" | "by">): string =>
  `${agoText(Date.parse(time))} ago${by === null ? "" : ` by ${by.name}`}`;

const savedText = (one: Version): string =>
  `${shortId(one.hash)} saved ${whenAndWho(one)}${one.reason === null ? "" : `: ${cut(one.reason, 200)}`}`;

const upText = (one: Deployment): string => `${shortId(one.version)} brought up ${whenAndWho(one)}`;

/** What was saved and brought up, the newest first. */
export const pastLines = (versions: readonly Version[], deployments: readonly Deployment[]): string[] => [
  ...versions.map(savedText),
  ...deployments.map(upText),
];

/** Only the lines that differ: the document itself can be had with inspect. */
export const diffLines = (diff: readonly DiffLine[]): string[] =>
  diff.filter(({ sign }) => sign !== " ").map(({ sign, text }) => `${sign} ${text}`);

export const warningLines = (warnings: readonly string[]): string[] => warnings.map((one) => `warning: ${one}`);

/** Which version counts now. */
export function tellKept({ value, record }: Ran<Kept>, { fence }: Pick<ToolCall, "fence">): Answer {
  const { message, version, former, warnings = [] } = value;
  const was = former === null || former === version ? "" : `, ${shortId(former)} before`;
  const head = `${message}: version ${shortId(version)}${was} (record ${record}). Nothing is brought up by that.`;
  return { text: marked(fence, head, "words about the document", warningLines(warnings)), data: { version, former } };
}

/** The versions that there are, and what the one that counts has otherwise than the one that is asked for. */
export function tellHistory(
  { value }: Ran<History>,
  { fence }: Pick<ToolCall, "fence">,
  { version = "" }: { readonly version?: string | undefined },
): Answer {
  const { current, versions, deployments, diff } = value;
  const counts = current === null ? "The document is removed; restore takes a version." : `${shortId(current)} counts.`;
  const since = diff === undefined ? [] : [`from ${version} to the one that counts:`, ...diffLines(diff)];
  const lines = [...pastLines(versions, deployments), ...since];
  return { text: marked(fence, counts, "a stack's history", lines), data: { current } };
}
