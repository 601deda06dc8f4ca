import { GnosisError } from "../../kernel/errors.ts";
import type { BodyKind } from "../../catalogue/operation.ts";
import { judgeBuild, judgeCommit } from "./checks/build.ts";
import { capUpdate, injectLimits } from "./checks/limits.ts";
import { againstBase, imageOf, judgeNewTag, judgePull } from "./checks/images.ts";
import { foreignLabels, labels } from "./checks/labels.ts";
import { judgeUpload } from "./checks/upload.ts";
import { labelNewVolumes } from "./checks/mounts.ts";
import { objectName } from "./checks/names.ts";
import { ownSocketAsMount } from "./checks/own-socket.ts";
import { spellOutPorts } from "./checks/ports.ts";
import { capDrop, securityOpt } from "./checks/privileges.ts";
import { protectedLabel } from "../protect.ts";
import type { Containment, ContainmentCase } from "./containment.ts";
import { containmentDenied, openCourt, type ContainmentParts, type Court } from "./court.ts";
import { findMoved, judgeInspect } from "./judge-inspect.ts";
import { serviceAsDescribed } from "./service-spelling.ts";
import { bodyTables } from "./tables/bodies.ts";
import { walk } from "./walk.ts";

const labelled: ReadonlySet<BodyKind> = new Set([
  "container.create",
  "container.commit",
  "volume.create",
  "network.create",
]);

/** What bodies hold that no record may show. */
const secrets: Partial<Readonly<Record<BodyKind, readonly string[]>>> = {
  "secret.spec": ["Data"],
  "config.spec": ["Data"],
};

/** What a restricted profile wants said even when the body says nothing. */
async function restrict(
  body: Record<string, unknown>,
  hostConfig: Record<string, unknown>,
  court: Court,
): Promise<void> {
  if (court.profile.level !== "restricted") return;
  hostConfig["CapDrop"] ??= (await capDrop([], "HostConfig.CapDrop", court)) as unknown;
  hostConfig["SecurityOpt"] ??= (await securityOpt([], "HostConfig.SecurityOpt", court)) as unknown;
  if (typeof body["User"] === "string" && body["User"] !== "") return;
  const image = await imageOf(body, court);
  const config = image === undefined ? undefined : await court.parts.imageConfig?.(image.id);
  const user = typeof config?.["User"] === "string" ? config["User"] : "";
  if (!/^[1-9][0-9]*(?::[1-9][0-9]*)?$/.test(user))
    court.unwanted(
      "User",
      "Running as Non-root",
      "A user must be named by a number other than 0, here or in the image.",
    );
}

/**
 * An image's labels must neither protect a container from the people who look after the host, nor put it into another role's scope: an
 * empty one of its own hides each.
 */
async function hideImageLabels(body: Record<string, unknown>, court: Court): Promise<void> {
  if (court.profile.level === "privileged") return;
  const said = (body["Labels"] ?? {}) as Readonly<Record<string, string>>;
  const image = await imageOf(body, court);
  if (image === undefined) return;
  const hidden = [
    ...(Object.hasOwn(image.labels, protectedLabel) ? [protectedLabel] : []),
    ...foreignLabels(image.labels, court).map(([name]) => name),
  ].filter((name) => !Object.hasOwn(said, name));
  if (hidden.length === 0) return;
  body["Labels"] = { ...said, ...Object.fromEntries(hidden.map((name) => [name, ""])) };
  for (const name of hidden) court.changed(`Labels[${JSON.stringify(name)}]`);
}

async function finishCreate(body: Record<string, unknown>, court: Court): Promise<void> {
  const hostConfig = (body["HostConfig"] ??= {}) as Record<string, unknown>;
  await restrict(body, hostConfig, court);
  await hideImageLabels(body, court);
  await ownSocketAsMount(hostConfig, court);
  await labelNewVolumes(hostConfig, court);
  await spellOutPorts(body, hostConfig, court);
  injectLimits(hostConfig, court);
}

/** Older engines make a second network of a name unless they are asked not to, and then nobody finds the first by it any more. */
function refuseTwins(body: Record<string, unknown>, court: Court): void {
  if (court.profile.level === "privileged" || body["CheckDuplicate"] === true) return;
  body["CheckDuplicate"] = true;
  court.changed("CheckDuplicate");
}

/** A load names its images only in its archive: names that it takes from others are given back afterwards. */
async function judgeName(query: Readonly<Record<string, string>>, court: Court): Promise<Record<string, unknown>> {
  const { repo, tag, pull, load, changes = "" } = query;
  if (repo !== undefined) await judgeNewTag(tag === undefined ? repo : `${repo}:${tag}`, "repo", court);
  if (changes !== "") court.unwanted("changes", "Images", "What an image runs may not be set while it is imported.");
  if (pull !== undefined) judgePull(pull, "image", court);
  const { level, images = [] } = court.profile;
  return load === undefined || level === "privileged" ? {} : { keepNames: true, keptFor: [...images] };
}

async function judgeKind(
  value: Readonly<Record<string, unknown>>,
  about: ContainmentCase,
  court: Court,
): Promise<Record<string, unknown>> {
  const { kind, query = {} } = about;
  if (kind === "image.build") return judgeBuild(Object.keys(query).length > 0 ? query : value, court);
  if (kind === "image.name") return judgeName(query, court);
  if (kind === "container.upload") return judgeUpload(query["path"] ?? "", court);
  const said = kind === "service.spec" ? serviceAsDescribed(value) : value;
  const body = await walk(said, bodyTables[kind], "", court);
  if (query["name"] !== undefined) await objectName(query["name"], "name", court);
  if (labelled.has(kind)) body["Labels"] ??= (await labels({}, "Labels", court)) as unknown;
  if (kind === "container.create") await finishCreate(body, court);
  if (kind === "network.create") refuseTwins(body, court);
  if (kind === "container.update") capUpdate(body, court);
  if (kind === "container.commit") await judgeCommit(query, court);
  return body;
}

/** The judge of request bodies for one engine. */
export function createContainment(parts: ContainmentParts): Containment {
  return {
    judge: async (value, about) => {
      const { caller, owner, profile, targets } = about;
      const court = openCourt({ parts, caller, owner, profile, targets, view: "request" });
      const body = await judgeKind(value, about, court);
      if (court.findings.length > 0) throw containmentDenied(court.findings, profile.level);
      for (const image of court.missing) throw new GnosisError("IMAGE_NOT_FOUND", `No such image: ${image}`);
      return {
        body,
        ...(about.kind === "image.build" ? { query: body as Record<string, string> } : {}),
        ...(about.kind === "image.build" && profile.images !== undefined
          ? {
              againstBase: (reference) =>
                againstBase(reference, openCourt({ parts, caller, owner, profile, targets, view: "request" })),
            }
          : {}),
        changes: court.changes,
        ...(secrets[about.kind] === undefined ? {} : { secrets: secrets[about.kind] ?? [] }),
        reachesHost: court.reachesHost(),
      };
    },
    inspect: async (inspect, { caller, owner, profile, targets }) => {
      const court = openCourt({ parts, caller, owner, profile, targets, view: "inspect" });
      await judgeInspect(inspect, court);
      return court.findings;
    },
    moved: (inspect) => findMoved(inspect, parts.paths),
  };
}
