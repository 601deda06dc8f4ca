import { formatDuration } from "../../kernel/durations.ts";
import { finding, type Finding } from "../doctor/finding.ts";
import type { EngineLook } from "./look.ts";

/** Milliseconds that the clocks may differ before tokens, records and events get out of step. */
const clockTolerance = 5_000;

/** What a look at an engine says that somebody should know. */
export function findingsOf(check: string, address: string, look: EngineLook): Finding[] {
  const about = [`${look.product} ${look.version}`, look.system].filter((text) => text !== undefined).join(", ");
  return [
    finding(check, "ok", `${address} answers in ${look.latency.toFixed(1)} ms: ${about}, API ${look.api}.`),
    ...clock(check, look.clock),
    ...rights(check, look.rights),
    ...look.lacks.map((lack) => finding(check, "note", `It lacks ${lack}.`)),
    ...look.warnings.flatMap((text) => exposed(check, text)),
  ];
}

function clock(check: string, difference: EngineLook["clock"]): Finding[] {
  if (difference === undefined) return [];
  const off = Math.max(0, Math.abs(difference.ahead) - difference.within);
  if (off < clockTolerance) return [finding(check, "ok", "Its clock and ours agree.")];
  return [
    finding(
      check,
      "warning",
      `Its clock and ours differ by ${formatDuration(off)}.`,
      "Let both machines take their time from one server (NTP): logs and events are asked for by time.",
    ),
  ];
}

function rights(check: string, may: EngineLook["rights"]): Finding[] {
  if (may === "change") return [finding(check, "ok", "Looking and changing are allowed there.")];
  if (may === "unknown") return [];
  return [
    finding(
      check,
      "warning",
      "It lets us look, and refuses changes.",
      "That is well where it is meant; otherwise look at the proxy or the authorisation plugin before that engine.",
    ),
  ];
}

function exposed(check: string, text: string): Finding[] {
  if (!text.includes("API is accessible")) return [];
  const fix = "Take 'hosts: tcp://…' out of its settings, or protect it with TLS.";
  return [finding(check, "error", `The engine says: ${text}`, fix)];
}
