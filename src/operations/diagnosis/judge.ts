import { exitText } from "./exit-code.ts";
import type { Facts } from "./facts.ts";
import type { Finding } from "./finding.ts";
import { crashing, lastWords } from "./rules/crashing.ts";
import { ended } from "./rules/ended.ts";
import { output } from "./rules/output.ts";
import { running } from "./rules/running.ts";
import { startTrouble } from "./rules/start-trouble.ts";
import { describe, span } from "./timeline.ts";

/** What the facts come to. */
export interface Verdict {
  /** One line about the present state. */
  readonly state: string;
  /** The most telling first; empty when nothing is wrong. */
  readonly findings: readonly Omit<Finding, "weight">[];
  /** The last events, oldest first. */
  readonly timeline: readonly string[];
  /** The program's last words, when no finding quotes them. */
  readonly words: readonly string[];
}

/** Judges the facts with every rule; findings about the past don't speak where the container runs well again. */
export function judge(facts: Facts): Verdict {
  const { State: state } = facts.inspect;
  const fine = state.Running && !state.Restarting && !state.Paused && facts.inspect.RestartCount === 0;
  const all = [
    ...ended(facts),
    ...startTrouble(facts),
    ...(fine ? output(facts).filter((one) => one.cause !== "permission_denied") : output(facts)),
    ...(fine ? [] : crashing(facts)),
    ...running(facts),
  ];
  const explained = new Set(all.map((one) => one.cause));
  const stopped = explained.has("stopped_on_request") || explained.has("finished") || explained.has("out_of_memory");
  const findings = all
    .filter((one) => !(stopped && (one.cause === "exited_with_error" || one.cause === "permission_denied")))
    .filter((one) => !(one.cause === "exited_with_error" && all.some((more) => more !== one && more.weight > 89)))
    .toSorted((a, b) => b.weight - a.weight);
  return {
    state: stateLine(facts),
    findings: findings.slice(0, 3).map(({ weight: _, ...finding }) => finding),
    timeline: facts.happenings
      .filter(({ action }) => !action.startsWith("exec_") && action !== "attach")
      .slice(-5)
      .map((one) => `${span(facts.now - one.time)} ago ${describe(one)}`),
    words: findings.some((one) => one.evidence.some((line) => /^std(?:out|err)/.test(line))) ? [] : lastWords(facts),
  };
}

function stateLine(facts: Facts): string {
  const { State: state, RestartCount: restarts, HostConfig: host } = facts.inspect;
  const health = state.Health === undefined ? "" : `, ${state.Health.Status}`;
  const since = Date.parse(state.Running ? state.StartedAt : state.FinishedAt);
  const when =
    Number.isNaN(since) || since < 0
      ? ""
      : ` ${state.Running ? "for" : ""} ${span(facts.now - since)}${state.Running ? "" : " ago"}`;
  const code = state.Running || state.Status === "created" ? "" : `, ${exitText(state.ExitCode)}`;
  return `${state.Status}${when.replace("  ", " ")}${code}${health}, restarts ${restarts}, policy ${host.RestartPolicy?.Name || "no"}`;
}
