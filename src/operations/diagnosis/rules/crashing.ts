import { exitText } from "../exit-code.ts";
import type { Facts } from "../facts.ts";
import type { Finding } from "../finding.ts";
import { rhythmOf, span } from "../timeline.ts";
import { said } from "./output.ts";

/** Repeated or single failures of the program itself, with its last words. */
export function crashing(facts: Facts): Finding[] {
  const { State: state, HostConfig: host, RestartCount: restarts } = facts.inspect;
  const rhythm = rhythmOf(facts.happenings);
  const words = lastWords(facts);
  const policy = host.RestartPolicy?.Name || "no";
  const most = host.RestartPolicy?.MaximumRetryCount ?? 0;
  const given = policy === "on-failure" && most > 0 && restarts >= most && !state.Running;
  const ends = rhythm.ends.filter(({ code }) => code !== 0);
  if (restarts >= 2 || (state.Restarting && restarts >= 1) || ends.length >= 3) {
    const codes = [...new Set(ends.slice(-10).map(({ code }) => code))];
    const known = codes.length > 0 ? codes.map(exitText).join(", ") : exitText(state.ExitCode);
    const run = rhythm.medianRun ?? ownRun(facts);
    return [
      {
        cause: "crash_loop",
        certainty: "certain",
        text: `It crashes again and again: ${restarts} restarts, ${known}${run === undefined ? "" : `, each run about ${span(run)}`}.`,
        evidence: [
          `restart policy ${policy}${most > 0 ? `:${most}` : ""}${given ? ", limit reached: the engine gave up" : ""}`,
          ...words,
        ],
        next: "Correct what its last words name; then restart it.",
        weight: 84,
      },
    ];
  }
  if (!state.Running && state.ExitCode !== 0 && state.Status !== "created" && state.Error === "") {
    return [
      {
        cause: "exited_with_error",
        certainty: "certain",
        text: `Its program failed with ${exitText(state.ExitCode)}.`,
        evidence: [...words, `restart policy ${policy}`],
        next: "Correct what its last words name; its log shows more.",
        weight: 55,
      },
    ];
  }
  return [];
}

function ownRun(facts: Facts): number | undefined {
  const started = Date.parse(facts.inspect.State.StartedAt);
  const finished = Date.parse(facts.inspect.State.FinishedAt);
  return finished > started && started > 0 ? finished - started : undefined;
}

/** The worst lines first, then the last of stderr, then the last at all; three at most. */
export function lastWords(facts: Facts): string[] {
  const bad = facts.said.filter((one) => one.level === "fatal" || one.level === "error");
  const err = facts.said.filter((one) => one.stream === "stderr");
  const chosen = [
    ...new Set([...bad.slice(-2).toReversed(), ...err.slice(-2).toReversed(), ...facts.said.slice(-1)]),
  ].slice(0, 2);
  return chosen.map(said);
}
