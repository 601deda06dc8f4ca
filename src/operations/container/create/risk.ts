import type { Risk } from "../../../catalogue/risk.ts";
import type { CreateInput } from "./input.ts";

const reachesOut = (mode: string | undefined): boolean => mode === "host" || mode?.startsWith("container:") === true;

/**
 * The risk of a new container as far as its input alone tells: `host` for privileges, devices and foreign namespaces. Whether a
 * bind mount lies inside the allowed roots is containment's to say, and raises it there.
 */
export function createRisk(input: CreateInput): Risk {
  const host =
    input.privileged === true ||
    (input.cap_add ?? []).length > 0 ||
    (input.devices ?? []).length > 0 ||
    (input.security_opt ?? []).some((option) => !/^no-new-privileges(?:[:=]true)?$/u.test(option)) ||
    [input.network, input.network_mode, input.pid_mode, input.ipc_mode, input.uts_mode, input.userns_mode].some(
      reachesOut,
    ) ||
    input.cgroupns_mode === "host";
  return host ? "host" : "change";
}
