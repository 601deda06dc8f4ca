import { accessSync, constants, statSync } from "node:fs";
import { createEngineClient } from "../../engine/create-client.ts";
import { endpointAddress, type Endpoint } from "../../engine/endpoint/endpoint.ts";
import { asGnosisError } from "../../kernel/errors.ts";
import { formatDuration } from "../../kernel/durations.ts";
import { isLoopback } from "../exposure.ts";
import { finding, type Finding } from "./finding.ts";

/** Milliseconds that each question to an engine may take. */
const patience = 5_000;
/** Milliseconds that the clocks may differ before tokens, records and events get out of step. */
const clockTolerance = 5_000;

interface EngineInfo {
  readonly ServerVersion?: string;
  readonly SystemTime?: string;
  readonly OperatingSystem?: string;
  readonly SecurityOptions?: readonly string[] | null;
  readonly Warnings?: readonly string[] | null;
}

function socketRights(check: string, path: string): Finding[] {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return [];
  if (!stat.isSocket())
    return [
      finding(
        check,
        "error",
        `${path} is no socket${stat.isDirectory() ? " but a directory" : ""}.`,
        "A mount of a socket that was not there makes an empty directory: start the engine first, then the container.",
      ),
    ];
  const mode = (stat.mode & 0o777).toString(8);
  try {
    accessSync(path, constants.R_OK | constants.W_OK);
  } catch {
    return [
      finding(
        check,
        "error",
        `This user may not use ${path} (mode ${mode}, group ${stat.gid}).`,
        `Run the server with group ${stat.gid}: 'group_add: ["${stat.gid}"]' in compose.yaml, or --group-add ${stat.gid}.`,
      ),
    ];
  }
  if ((stat.mode & 0o006) !== 0)
    return [
      finding(
        check,
        "error",
        `Everybody on this machine may use ${path} (mode ${mode}): whoever does is root.`,
        `chmod 660 ${path}`,
      ),
    ];
  return [finding(check, "ok", `This user may use ${path}, and others may not (mode ${mode}, group ${stat.gid}).`)];
}

function exposure(check: string, endpoint: Endpoint): Finding[] {
  if (endpoint.kind === "unix" || endpoint.kind === "embedded") return socketRights(check, endpoint.socketPath);
  if (endpoint.kind !== "tcp") return [];
  const address = endpointAddress(endpoint);
  if (endpoint.tls === undefined)
    return [
      finding(
        check,
        isLoopback(endpoint.host) ? "warning" : "error",
        `${address} is spoken to without TLS: whoever reaches that port is root on its host.`,
        "Use the Unix socket, ssh://, or TLS with client certificates.",
      ),
    ];
  return endpoint.tls.insecure === true
    ? [
        finding(
          check,
          "warning",
          `The certificate of ${address} is not checked.`,
          "Set DOCKER_TLS_VERIFY=1 and give the CA.",
        ),
      ]
    : [];
}

function clock(check: string, systemTime: string | undefined, asked: number, answered: number): Finding[] {
  const theirs = Date.parse(systemTime ?? "");
  if (Number.isNaN(theirs)) return [];
  const off = Math.max(0, asked - theirs, theirs - answered);
  return off < clockTolerance
    ? [finding(check, "ok", "Its clock and ours agree.")]
    : [
        finding(
          check,
          "warning",
          `Its clock and ours differ by ${formatDuration(off)}.`,
          "Let both machines take their time from one server (NTP): logs and events are asked for by time.",
        ),
      ];
}

/** Looks at one engine: is it reached, may it be, which version is it, and who else could use it. */
export async function checkEngine(endpoint: Endpoint): Promise<Finding[]> {
  const check = `engine ${endpoint.name}`;
  const found = exposure(check, endpoint);
  const client = createEngineClient(endpoint);
  try {
    const api = await client.apiVersion(AbortSignal.timeout(patience));
    const asked = Date.now();
    const info = await client.json<EngineInfo>("GET", "/info", { timeout: patience });
    const about = [info.ServerVersion, info.OperatingSystem].filter((text) => text !== undefined).join(", ");
    found.push(finding(check, "ok", `${endpointAddress(endpoint)} answers: ${about}, API ${api}.`));
    found.push(...clock(check, info.SystemTime, asked, Date.now()));
    for (const warning of info.Warnings ?? []) {
      const text =
        warning
          .trim()
          .replace(/^WARNING: /, "")
          .split("\n")[0] ?? "";
      if (/API is accessible/.test(text))
        found.push(
          finding(
            check,
            "error",
            `The engine says: ${text}`,
            "Take 'hosts: tcp://…' out of its settings, or protect it with TLS.",
          ),
        );
    }
  } catch (thrown) {
    const error = asGnosisError(thrown);
    found.push(finding(check, "error", error.message, error.next));
  } finally {
    client.close();
  }
  return found;
}
