import { isDeepStrictEqual } from "node:util";
import { configOf } from "../../../engine/config-history/config-of.ts";
import type { ContainerInspect } from "../../../engine/model.ts";
import type { Target } from "../../../catalogue/target.ts";
import { GnosisError } from "../../../kernel/errors.ts";
import { maskedText } from "../../../kernel/redaction.ts";
import type { Ports } from "../../ports.ts";
import { versionTarget } from "../versions.ts";

type Fields = Readonly<Record<string, unknown>>;

const nameOf = (entry: unknown): string => String(entry).split("=", 1)[0] ?? "";

/** The kept value with the secrets in it, where it is what the container has now, masked. */
function unmask(kept: unknown, shown: unknown, now: unknown, path: string): unknown {
  if (isDeepStrictEqual(kept, shown)) return now;
  if (Array.isArray(kept) && path.endsWith("Env")) {
    const current = (now ?? []) as readonly string[];
    return kept.map((entry: unknown) =>
      String(entry).includes(maskedText) ? (current.find((one) => nameOf(one) === nameOf(entry)) ?? entry) : entry,
    );
  }
  if (typeof kept !== "object" || kept === null || Array.isArray(kept)) return kept;
  const [left, right] = [(shown ?? {}) as Fields, (now ?? {}) as Fields];
  return Object.fromEntries(
    Object.entries(kept).map(([key, value]) => [key, unmask(value, left[key], right[key], `${path}.${key}`)]),
  );
}

/** What a version is looked for in. */
export interface VersionSource {
  readonly ports: Ports;
  readonly inScope: (target: Target) => boolean;
}

/**
 * A container as a version of its history has it, also from before it was recreated; INPUT_INVALID for a version that is not kept, that
 * the caller may not see, or that is not one alone.
 */
export function formerVersion({ ports, inScope }: VersionSource, inspect: ContainerInspect, hash: string) {
  const found = (ports.configs?.versions(inspect.Id) ?? []).filter(
    (version) => version.hash.startsWith(hash) && inScope(versionTarget(version)),
  );
  const [version] = found;
  if (version === undefined || new Set(found.map((one) => one.hash)).size > 1) {
    const what = version === undefined ? "There is no version" : "Several versions begin with";
    throw new GnosisError("INPUT_INVALID", `${what} '${hash}' in this container's history.`, {
      where: "/version",
      next: "Take a hash from container.history.",
    });
  }
  const { config } = version;
  const now = inspect as unknown as Fields;
  const shown = configOf(inspect);
  const parts = ["Config", "HostConfig", "Mounts"].map((part) => [
    part,
    unmask(config[part], shown[part], now[part], part),
  ]);
  return { ...inspect, Image: String(config["Image"]), ...Object.fromEntries(parts) } as ContainerInspect;
}

/** Throws INPUT_INVALID where a mask would be written instead of the secret that it stands for. */
export function refuseMasks(value: unknown, path = ""): void {
  if (typeof value === "string") {
    if (!value.includes(maskedText)) return;
    const name = path.includes("Env") ? ` (${nameOf(value)})` : "";
    throw new GnosisError(
      "INPUT_INVALID",
      `The history does not keep the secret in ${path}${name}, and the container does not have it now.`,
      { where: "/version", next: "Give that setting in the call as well." },
    );
  }
  if (typeof value !== "object" || value === null) return;
  for (const [key, member] of Object.entries(value)) refuseMasks(member, path === "" ? key : `${path}.${key}`);
}
