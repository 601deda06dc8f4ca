import type { ContainerState } from "../model.ts";
import { humanDuration } from "./human-duration.ts";

/** What a container's status text is made of; moments are milliseconds since 1970. */
export interface StatusParts {
  readonly before: string;
  /** The moment whose distance stands between `before` and `after`; none for a text that doesn't change. */
  readonly since?: number;
  readonly after: string;
}

/** Whether the engine's moment is set: Go writes an unset one as the year 1. */
const isSet = (moment: string): boolean => moment !== "" && !moment.startsWith("0001-");

/** The parts of the status text for a state. Source: moby `container/state.go`, `State.String`. */
export function statusParts(state: ContainerState): StatusParts {
  const fixed = (before: string): StatusParts => ({ before, after: "" });
  if (state.Running || state.Paused || state.Restarting) {
    if (state.Paused) return { before: "Up ", since: Date.parse(state.StartedAt), after: " (Paused)" };
    if (state.Restarting) {
      return { before: `Restarting (${state.ExitCode}) `, since: Date.parse(state.FinishedAt), after: " ago" };
    }
    return { before: "Up ", since: Date.parse(state.StartedAt), after: healthText(state.Health?.Status) };
  }
  if (state.Status === "removing") return fixed("Removal In Progress");
  if (state.Dead) return fixed("Dead");
  if (!isSet(state.StartedAt)) return fixed("Created");
  if (!isSet(state.FinishedAt)) return fixed("");
  return { before: `Exited (${state.ExitCode}) `, since: Date.parse(state.FinishedAt), after: " ago" };
}

function healthText(status: string | undefined): string {
  if (status === undefined || status === "none") return "";
  if (status === "starting") return " (health: starting)";
  return ` (${status === "" ? "unhealthy" : status})`;
}

/** The status text at a moment of the engine's clock, in milliseconds since 1970. */
export function statusText({ before, since, after }: StatusParts, now: number): string {
  return since === undefined ? before + after : before + humanDuration(now - since) + after;
}
