import type { Facts, Said } from "../facts.ts";
import type { Finding } from "../finding.ts";
import { cut } from "./start-trouble.ts";

const diskFull = /no space left on device|ENOSPC|disk (?:is )?full|disk quota exceeded|database or disk is full/i;
const refused =
  /(?:ECONNREFUSED|connection refused|connect(?:ion)? (?:to .*)?(?:failed|timed out)|ETIMEDOUT|no route to host)/i;
const unknownHost =
  /(?:ENOTFOUND|EAI_AGAIN|could not translate host name|name or service not known|no such host|temporary failure in name resolution|bad address)/i;
const denied = /permission denied|EACCES|operation not permitted|EPERM|read-only file system|EROFS/i;

/** What the program's own last words say: full disk, a dependency that does not answer, missing rights. */
export function output(facts: Facts): Finding[] {
  const recent = facts.said.toReversed();
  const findings: Finding[] = [];
  const full = recent.find((one) => diskFull.test(one.text));
  if (full !== undefined) findings.push(fullDisk(facts, full));
  const lost = recent.find((one) => unknownHost.test(one.text)) ?? recent.find((one) => refused.test(one.text));
  if (lost !== undefined) findings.push(dependency(facts, lost));
  const forbidden = recent.find((one) => denied.test(one.text));
  if (forbidden !== undefined) {
    const readOnly = facts.inspect.HostConfig["ReadonlyRootfs"] === true;
    findings.push({
      cause: "permission_denied",
      certainty: "likely",
      text: `The program lacks rights it wants${/read-only|EROFS/i.test(forbidden.text) ? ": the file system is read-only" : ""}.`,
      evidence: [said(forbidden), `user ${facts.inspect.Config.User || "root"}${readOnly ? ", read-only root" : ""}`],
      next: "Give the user rights on the path (owner of the volume), or mount a writable volume there.",
      weight: 60,
    });
  }
  return findings;
}

function fullDisk(facts: Facts, line: Said): Finding {
  const writable = (facts.inspect.Mounts ?? []).filter((one) => one.RW !== false);
  const tmpfs = Object.entries((facts.inspect.HostConfig["Tmpfs"] as Record<string, string> | null) ?? {});
  const named = writable.find((one) => one.Destination !== undefined && line.text.includes(one.Destination));
  const inMemory = tmpfs.find(([path]) => line.text.includes(path));
  const where =
    named !== undefined
      ? `${named.Type ?? "mount"} ${named.Name ?? named.Source ?? ""} at ${named.Destination ?? ""}`
      : inMemory !== undefined
        ? `tmpfs at ${inMemory[0]} (${inMemory[1] || "no size set"})`
        : "a file system it writes to";
  const others = writable.map((one) => `${one.Name ?? one.Source ?? ""}:${one.Destination ?? ""}`);
  return {
    cause: "disk_full",
    certainty: named !== undefined || inMemory !== undefined ? "certain" : "likely",
    text: `No space is left on ${cut(where, 120)}.`,
    evidence: [
      said(line),
      ...(named === undefined && others.length > 0 ? [`writable mounts: ${cut(others.join(", "), 120)}`] : []),
    ],
    next: "Free space there or give it a larger volume; host diagnose shows what fills the host's disk.",
    weight: 98,
  };
}

function dependency(facts: Facts, line: Said): Finding {
  const neighbour = facts.neighbours.find((one) =>
    one.aliases.some((alias) => new RegExp(`(?:^|[^\\w.-])${escape(alias)}(?:[^\\w-]|$)`, "i").test(line.text)),
  );
  const host = neighbour?.name ?? /([A-Za-z][\w.-]*|\d{1,3}(?:\.\d{1,3}){3}):(\d{2,5})/.exec(line.text)?.[0];
  const down = neighbour !== undefined && neighbour.state !== "running";
  return {
    cause: "dependency_unreachable",
    certainty: down ? "certain" : "likely",
    text: `It can't reach ${host ?? "something it depends on"}${down ? `, which is ${neighbour.state}` : ""}.`,
    evidence: [said(line), ...(neighbour === undefined ? [] : [`container ${neighbour.name} is ${neighbour.state}`])],
    next: down
      ? `Diagnose and start ${neighbour.name}.`
      : neighbour === undefined
        ? "Check the address in its settings, and that both are on one network."
        : `Check that ${neighbour.name} listens on that port and that both are on one network.`,
    weight: down ? 94 : 65,
  };
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

/** `stderr 4x: text`, cut short. */
export function said({ stream, count, text }: Said): string {
  return `${stream}${count > 1 ? ` ${count}x` : ""}: ${cut(text, 150)}`;
}
