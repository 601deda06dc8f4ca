import type { Court } from "../court.ts";
import { listOf, type Check } from "./check.ts";

const drivers = listOf("json-file local");
const options = listOf("max-size max-file max-buffer-size compress labels labels-regex env env-regex tag mode");

/** Other drivers make the engine talk to sockets and hosts; `none` hides the output. */
export const logConfig: Check = async (
  value: { readonly Type?: string | null; readonly Config?: Readonly<Record<string, string>> | null },
  at: string,
  court: Court,
) => {
  const type = value.Type ?? "";
  if (court.view === "inspect" && type === (await court.parts.habits?.())?.logDriver) return;
  if (type !== "" && !drivers.has(type))
    court.host(`${at}.Type`, "Log Driver", `The log driver ${type} may not be chosen.`);
  for (const name of Object.keys(value.Config ?? {}))
    if (!options.has(name)) court.host(`${at}.Config`, "Log Driver", `The log option ${name} may not be given.`);
};
