import { formatSize } from "../../kernel/sizes.ts";
import { pruneKinds, type Candidate } from "./prunable.ts";

/** Things that an approval names one by one; of the rest it gives number and size. */
const named = 50;

const sentence = ({ kind, name, bytes, lastUsed, dependants }: Candidate): string =>
  [
    `Removes the ${kind} '${name}'`,
    ...(bytes === null ? [] : [formatSize(bytes)]),
    lastUsed === null ? "no use known" : `last used ${lastUsed}`,
    ...(dependants.length === 0 ? [] : [`${dependants.length} build on it`]),
  ].join(", ");

const size = (candidates: readonly Candidate[]): string =>
  formatSize(candidates.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0));

/** What would go, for whoever approves it. */
export function removalEffects(chosen: readonly Candidate[]): string[] {
  const counts = pruneKinds.flatMap((kind) => {
    const those = chosen.filter((one) => one.kind === kind);
    return those.length === 0 ? [] : [`${kind}: ${those.length}, ${size(those)}`];
  });
  const rest = chosen.slice(named);
  return [
    chosen.length === 0
      ? "Removes nothing, as things are now."
      : `Removes ${chosen.length} things of ${size(chosen)} (${counts.join("; ")}).`,
    ...chosen.slice(0, named).map((one) => `${sentence(one)}.`),
    ...(rest.length === 0 ? [] : [`And ${rest.length} more of ${size(rest)}.`]),
  ];
}
