import { GnosisError } from "../../../kernel/errors.ts";
import { parseStrictJson } from "../../../kernel/strict-json.ts";
import type { Court } from "../court.ts";
import { protectedLabel } from "../../protect.ts";
import { judgeLabels } from "./labels.ts";
import { listOf } from "./check.ts";
import { extraHosts, judgeNetwork } from "./networks.ts";
import { judgeNewTag } from "./images.ts";

/** Parameters of a build that may be anything of their kind. */
const freeParameters = listOf(
  "q nocache rm forcerm pull cachefrom buildargs target platform shmsize squash cpushares cpusetcpus cpusetmems cpuperiod",
);

const judgedParameters = listOf(
  "t dockerfile labels networkmode extrahosts memory memswap cpuquota version session buildid syncs remote outputs cgroupparent securityopt ulimits isolation cpurealtimeperiod cpurealtimeruntime",
);

/** Every parameter of a build that is known; any other is refused. */
export const buildParameters: ReadonlySet<string> = new Set([...freeParameters, ...judgedParameters]);

const neutralText = listOf("0 false null [] {}");
const isNothing = (text: string): boolean => text === "" || neutralText.has(text);

const json = (text: string, field: string, expected: string, test: (value: unknown) => boolean): unknown => {
  const value = parseStrictJson(text, { maps: new Set() });
  if (!test(value)) throw new GnosisError("INPUT_INVALID", `${field} must be ${expected} as JSON.`, { where: field });
  return value;
};

const isMap = (value: unknown): boolean =>
  value === null ||
  (typeof value === "object" &&
    !Array.isArray(value) &&
    Object.values(value).every((item) => typeof item === "string"));

function judgeDockerfile(path: string, court: Court): void {
  if (path.startsWith("/") || path.includes("\\") || path.split("/").includes(".."))
    court.never("dockerfile", "Build", "The Dockerfile must lie inside the build's directory.");
}

async function judgeBuildNetwork(mode: string, court: Court): Promise<string> {
  if (mode !== "host" && !mode.startsWith("container:")) return judgeNetwork(mode, "networkmode", court);
  court.host("networkmode", "Host Namespaces", "A build may not use the network of the host or of a container.");
  return mode;
}

function capNumber(text: string, most: number | undefined, field: string, court: Court): string {
  if (!/^-?[0-9]+$/.test(text)) throw new GnosisError("INPUT_INVALID", `${field} must be a number.`, { where: field });
  const value = Number(text);
  if (most === undefined || (value > 0 && value <= most)) return text;
  court.changed(field);
  return String(most);
}

/** Names of several tags stand in one parameter, separated by commas: no name has one in it. */
async function judgeTags(text: string, court: Court): Promise<void> {
  for (const tag of text.split(",")) if (tag !== "") await judgeNewTag(tag, "t", court);
}

/**
 * Judges the parameters of `POST /build` and gives those that may be sent, with the caller's label among them. Several names (`t`) are
 * joined with commas.
 */
export async function judgeBuild(
  parameters: Readonly<Record<string, unknown>>,
  court: Court,
): Promise<Record<string, string>> {
  const out: Record<string, string> = {};
  for (const [name, value] of Object.entries(parameters)) {
    if (typeof value !== "string") throw new GnosisError("INPUT_INVALID", `${name} must be text.`, { where: name });
    out[name] = await judgeParameter(name, value, court);
  }
  const said = (json(out["labels"] ?? "{}", "labels", "a map of texts", isMap) ?? {}) as Record<string, string>;
  const labels = { ...said, ...judgeLabels(said, "labels", court, true) };
  // A Dockerfile can write any label; those of the call are written after it.
  if (court.profile.level !== "privileged" && !Object.hasOwn(labels, protectedLabel)) labels[protectedLabel] = "";
  if (Object.keys(labels).length > 0) out["labels"] = JSON.stringify(labels);
  if (court.profile.limits?.memory !== undefined && out["memory"] === undefined)
    out["memory"] = capNumber("0", court.profile.limits.memory, "memory", court);
  capProcessors(out, court);
  return out;
}

/** A build's steps get no more of the processors than a container: their quota stands for what a container has in `NanoCpus`. */
function capProcessors(out: Record<string, string>, court: Court): void {
  const most = court.profile.limits?.cpus;
  if (most === undefined) return;
  const said = Number(out["cpuperiod"] ?? 0);
  const period = said > 0 ? said : 100_000;
  const allowed = Math.max(1_000, Math.floor(most * period));
  const quota = Number(out["cpuquota"] ?? 0);
  if (quota > 0 && quota <= allowed) return;
  out["cpuperiod"] = String(period);
  out["cpuquota"] = String(allowed);
  court.changed("cpuquota");
}

async function judgeParameter(name: string, value: string, court: Court): Promise<string> {
  if (freeParameters.has(name) || name === "labels") return value;
  switch (name) {
    case "t":
      await judgeTags(value, court);
      return value;
    case "dockerfile":
      judgeDockerfile(value, court);
      return value;
    case "networkmode":
      return judgeBuildNetwork(value, court);
    case "extrahosts":
      extraHosts(
        value.split(/[,\s]+/).filter((entry) => !isNothing(entry)),
        name,
        court,
      );
      return value;
    case "memory":
      return capNumber(value || "0", court.profile.limits?.memory, name, court);
    case "memswap":
      // Without a number the engine gives twice the memory; -1 would be all of the host's swap.
      return isNothing(value)
        ? value
        : capNumber(value, (court.profile.limits?.memory ?? 0) * 2 || undefined, name, court);
    case "cpuquota":
      if (value.startsWith("-")) court.unwanted(name, "Resources", "The processor limit may not be lifted.");
      return value;
    case "version":
      if (value === "2" && court.profile.buildKit !== true)
        court.unwanted(
          name,
          "Build",
          "BuildKit is off for this role; set DOCKER_BUILDKIT=0 to use the classic builder.",
        );
      else if (!/^[12]?$/.test(value)) court.never(name, "Build", `There is no builder ${JSON.stringify(value)}.`);
      return value;
    case "session":
    case "buildid":
    case "syncs":
      if (!isNothing(value) && court.profile.buildKit !== true)
        court.unwanted(
          name,
          "Build",
          "BuildKit is off for this role; set DOCKER_BUILDKIT=0 to use the classic builder.",
        );
      return value;
    case "remote":
    case "outputs":
    case "cgroupparent":
    case "securityopt":
    case "ulimits":
    case "isolation":
    case "cpurealtimeperiod":
    case "cpurealtimeruntime":
      if (!isNothing(value) && !(name === "isolation" && value === "default"))
        court.host(name, name === "remote" ? "Build" : "Resources", `The build's ${name} may not be chosen.`);
      return value;
    default:
      throw new GnosisError("FIELD_UNKNOWN", `A build has no parameter '${name}'.`, { where: name });
  }
}

/** Judges the query of `POST /commit`. */
export async function judgeCommit(query: Readonly<Record<string, string>>, court: Court): Promise<void> {
  const { repo = "", tag = "", changes = "" } = query;
  if (repo !== "") await judgeNewTag(tag === "" ? repo : `${repo}:${tag}`, "repo", court);
  if (changes !== "")
    court.unwanted("changes", "Images", "What the new image runs may not be changed while it is made.");
}
