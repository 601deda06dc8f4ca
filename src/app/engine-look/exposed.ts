import { accessSync, constants, statSync } from "node:fs";
import { get } from "node:http";
import { endpointAddress, type Endpoint } from "../../engine/endpoint/endpoint.ts";
import { isLoopback } from "../../kernel/loopback.ts";
import { finding, type Finding } from "../doctor/finding.ts";

/** The port on which engines listen without TLS. */
const plainPort = 2375;
/** Milliseconds that a port may take to answer: who does not is not open to everybody either. */
const patience = 800;

const protect = "Use the Unix socket, ssh://, or TLS with client certificates.";

/** Who else could use an engine, as far as it shows on the way to it. */
export async function exposureOf(check: string, endpoint: Endpoint): Promise<Finding[]> {
  const found = onTheWay(check, endpoint);
  const host = hostOf(endpoint);
  if (host === undefined || !(await answersPlainly(host))) return found;
  return [
    ...found,
    finding(
      check,
      "error",
      `An engine answers on ${host}:${plainPort} without TLS: whoever reaches that port is root there.`,
      "Take 'hosts: tcp://…' out of that engine's settings, or protect it with TLS.",
    ),
  ];
}

function onTheWay(check: string, endpoint: Endpoint): Finding[] {
  if (endpoint.kind === "unix" || endpoint.kind === "embedded") return socketRights(check, endpoint.socketPath);
  if (endpoint.kind !== "tcp") return [];
  const address = endpointAddress(endpoint);
  if (endpoint.tls === undefined) {
    const severity = isLoopback(endpoint.host) ? "warning" : "error";
    const message = `${address} is spoken to without TLS: whoever reaches that port is root on its host.`;
    return [finding(check, severity, message, protect)];
  }
  if (endpoint.tls.insecure !== true) return [];
  const message = `The certificate of ${address} is not checked.`;
  return [finding(check, "warning", message, "Set DOCKER_TLS_VERIFY=1 and give the CA.")];
}

/** The host whose open port would be this engine's; not the one that is being used, which has its own finding. */
function hostOf(endpoint: Endpoint): string | undefined {
  if (endpoint.kind === "unix" || endpoint.kind === "embedded") return "127.0.0.1";
  if (endpoint.kind === "ssh") return endpoint.host;
  if (endpoint.kind !== "tcp" || (endpoint.tls === undefined && endpoint.port === plainPort)) return undefined;
  return endpoint.host;
}

/** Whether an engine answers there to anybody. */
function answersPlainly(host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const request = get({ host, port: plainPort, path: "/_ping", agent: false, timeout: patience }, (response) => {
      response.resume();
      resolve(response.statusCode === 200 && response.headers["api-version"] !== undefined);
    });
    request.once("error", () => resolve(false)).once("timeout", () => request.destroy());
  });
}

function socketRights(check: string, path: string): Finding[] {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return [];
  if (!stat.isSocket()) {
    const message = `${path} is no socket${stat.isDirectory() ? " but a directory" : ""}.`;
    return [
      finding(
        check,
        "error",
        message,
        "A mount of a socket that was not there makes an empty directory: start the engine first, then the container.",
      ),
    ];
  }
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
