import { connect } from "node:net";
import { findExposure } from "../exposure.ts";
import type { OwnContainer } from "../own-container.ts";
import type { Settings } from "../../config/settings.ts";
import { localUrl } from "../../config/local-url.ts";
import { finding, type Finding } from "./finding.ts";

/** Milliseconds: the server is on this machine. */
const patience = 3_000;

function answers(url: string): Promise<boolean> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect({ host: hostname.replace(/^\[|\]$/g, ""), port: Number(port), timeout: patience });
    const end = (value: boolean) => {
      socket.destroy();
      resolve(value);
    };
    socket
      .on("connect", () => end(true))
      .on("timeout", () => end(false))
      .on("error", () => end(false));
  });
}

async function asked(url: string): Promise<Readonly<Record<string, unknown>> | undefined> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(patience) });
    return (await response.json()) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

interface ReadyCheck {
  readonly name: string;
  readonly ok: boolean;
  readonly detail?: string;
}

/** Looks whether a server runs, whether it is ready, and whether others could reach it. */
export async function checkServer(
  settings: Settings,
  own: OwnContainer | undefined,
): Promise<{ readonly findings: Finding[]; readonly running: boolean }> {
  const check = "server";
  const url = localUrl(settings);
  const findings: Finding[] = [];
  const exposed = findExposure({ ...settings, own, inContainer: own !== undefined });
  if (exposed !== undefined) findings.push(finding("exposure", "error", exposed.message, exposed.next));
  else if (settings.allowRemote)
    findings.push(
      finding(
        "exposure",
        "warning",
        "allowRemote is on: other machines may reach the server.",
        "Put TLS in front of it, and close the port to everybody who doesn't need it.",
      ),
    );
  else findings.push(finding("exposure", "ok", `Only this machine reaches ${settings.host}:${settings.port}.`));
  if (!(await answers(url))) {
    findings.push(finding(check, "note", `No server runs at ${url}.`, "Start one with 'gnosis-docker serve'."));
    return { findings, running: false };
  }
  const health = await asked(`${url}/health`);
  if (health?.["service"] !== "gnosis-docker") {
    findings.push(
      finding(
        check,
        "error",
        `Another program has port ${settings.port}.`,
        "Stop it, or set GNOSIS_PORT to another port.",
      ),
    );
    return { findings, running: false };
  }
  findings.push(finding(check, "ok", `A server of version ${String(health["version"])} runs at ${url}.`));
  const ready = await asked(`${url}/readyz`);
  for (const { name, ok, detail } of (ready?.["checks"] ?? []) as readonly ReadyCheck[])
    if (!ok) findings.push(finding(check, "error", `It is not ready: ${name}. ${detail ?? ""}`.trim()));
  return { findings, running: true };
}
