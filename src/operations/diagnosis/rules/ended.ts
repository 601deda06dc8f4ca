import { exitText } from "../exit-code.ts";
import type { Facts, Happening } from "../facts.ts";
import type { Finding } from "../finding.ts";
import { lastSignals, span } from "../timeline.ts";

/** Milliseconds within which a recorded call and an event belong together. */
const near = 15_000;

/** Why the container ended the last time: out of memory, on request, killed from outside, or by itself. */
export function ended(facts: Facts): Finding[] {
  const { State: state, HostConfig: host } = facts.inspect;
  const looping = facts.inspect.RestartCount > 0 && (state.Restarting || state.Running);
  if ((state.Running && !looping) || (state.Status === "created" && state.StartedAt.startsWith("0001")))
    return oom(facts);
  const memory = oom(facts);
  if (memory.length > 0) return memory;
  const signals = lastSignals(facts);
  const asked = signals.at(-1)?.happening;
  if (asked !== undefined && !looping) return [onRequest(facts, signals)];
  if (state.ExitCode === 137) return [killedFromOutside()];
  if (state.ExitCode === 0 && !looping) {
    const again = host.RestartPolicy?.Name === "always" || host.RestartPolicy?.Name === "unless-stopped";
    return [
      {
        cause: "finished",
        certainty: "certain",
        text: `It ended by itself with success ${ago(facts)}; its command has nothing more to do.`,
        evidence: [`exit 0, no signal, restart policy ${host.RestartPolicy?.Name || "no"}`],
        next: again
          ? "Look at the events for who stopped it: event list."
          : "Nothing is wrong for a one-off job; a service needs a command that stays in the foreground.",
        weight: 30,
      },
    ];
  }
  return [];
}

function ago(facts: Facts): string {
  const at = Date.parse(facts.inspect.State.FinishedAt);
  return Number.isNaN(at) || at < 0 ? "" : `${span(facts.now - at)} ago`;
}

function oom(facts: Facts): Finding[] {
  const { State: state, HostConfig: host } = facts.inspect;
  const events = facts.happenings.filter(({ action }) => action === "oom");
  if (!state.OOMKilled && events.length === 0) return [];
  const limit = host.Memory ?? 0;
  const evidence = [
    state.OOMKilled ? `the engine says OOMKilled, ${exitText(state.ExitCode)}` : `${events.length} oom event(s)`,
    limit > 0 ? `memory limit ${Math.round(limit / 1_048_576)}MiB` : "no memory limit of its own: the host ran out",
  ];
  if (facts.use?.memoryPeak !== undefined) {
    evidence.push(`peak seen ${Math.round(facts.use.memoryPeak / 1_048_576)}MiB`);
  }
  return [
    {
      cause: "out_of_memory",
      certainty: "certain",
      text: "The kernel killed it because it used more memory than allowed.",
      evidence,
      next:
        limit > 0 ? "Raise its memory limit or make the program use less." : "Give the host or this container limits.",
      weight: 100,
    },
  ];
}

function onRequest(facts: Facts, signals: ReturnType<typeof lastSignals>): Finding {
  const { State: state } = facts.inspect;
  const last = signals.at(-1);
  const at = last?.happening.time ?? 0;
  const call =
    last?.happening.by ??
    facts.calls.findLast(
      (one) => one.ok && Math.abs(one.time - at) < near && /stop|kill|restart|remove/.test(one.operation),
    );
  const who =
    call === undefined
      ? "somebody outside Gnosis Docker (docker CLI, compose or another program on the socket)"
      : `${call.caller} (${call.operation} via ${call.surface}${call.approvedBy === undefined ? "" : `, approved by ${call.approvedBy}`})`;
  const escalated = signals.some(({ signal }) => signal === 15) && last?.signal === 9;
  const times = signals.map(({ signal }) =>
    signal === 9 ? "SIGKILL" : signal === 15 ? "SIGTERM" : `signal ${signal}`,
  );
  return {
    cause: "stopped_on_request",
    certainty: "certain",
    text: `It was stopped ${span(facts.now - at)} ago by ${who}.`,
    evidence: [
      `${times.join(" then ")}, ${exitText(state.ExitCode)}, OOM kill: no`,
      ...(escalated ? ["it did not end on SIGTERM within the grace period and was killed"] : []),
      ...recordText(facts, last?.happening, call?.record),
    ],
    next:
      call === undefined
        ? "Ask who uses the engine directly; start it again if it should run."
        : "Start it again if it should run.",
    weight: 95,
  };
}

function recordText(facts: Facts, happening: Happening | undefined, record: string | undefined): string[] {
  if (record !== undefined) return [`record ${record}`];
  return happening === undefined || facts.calls.length === 0 ? [] : ["no recorded call at that time"];
}

function killedFromOutside(): Finding {
  return {
    cause: "killed",
    certainty: "likely",
    text: "It was killed with SIGKILL, neither by the container's memory limit nor through the engine as far as events are kept.",
    evidence: ["exit 137, OOMKilled false, no kill event"],
    next: "Look at the host's kernel log for an OOM kill, and at host diagnose for memory pressure.",
    weight: 80,
  };
}
