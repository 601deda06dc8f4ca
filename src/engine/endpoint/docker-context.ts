import { createHash } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { GnosisError } from "../../kernel/errors.ts";
import type { Endpoint, EndpointTls } from "./endpoint.ts";
import { parseHost } from "./parse-host.ts";

/** The directory of the docker CLI's settings: DOCKER_CONFIG, or `.docker` in the home directory. */
export function dockerConfigDirectory(env: NodeJS.ProcessEnv): string {
  return env["DOCKER_CONFIG"] || join(env["HOME"] || env["USERPROFILE"] || homedir(), ".docker");
}

function readOptional(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

/** CA, certificate and key from a directory with the docker CLI's three file names; those that are there. */
export function readTlsDirectory(directory: string): EndpointTls {
  const [ca, cert, key] = ["ca.pem", "cert.pem", "key.pem"].map((file) => readOptional(join(directory, file)));
  return { ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }) };
}

/** The context that the docker CLI's settings name as current. */
export function currentContext(directory: string): string | undefined {
  const text = readOptional(join(directory, "config.json"));
  if (text === undefined) return undefined;
  try {
    const { currentContext: name } = JSON.parse(text) as { currentContext?: unknown };
    return typeof name === "string" && name !== "" ? name : undefined;
  } catch {
    return undefined;
  }
}

/** The endpoint of one of the user's docker contexts; throws CONFIG_INVALID when there is no such context. */
export function readContext(directory: string, name: string): Endpoint {
  // The docker CLI keeps each context in a directory named by the SHA-256 of its name.
  const id = createHash("sha256").update(name).digest("hex");
  const text = readOptional(join(directory, "contexts", "meta", id, "meta.json"));
  if (text === undefined) {
    const known = listContexts(directory);
    throw new GnosisError("CONFIG_INVALID", `There is no docker context ${JSON.stringify(name)}.`, {
      where: "DOCKER_CONTEXT",
      next: known.length
        ? `Choose one of: default, ${known.join(", ")}.`
        : "Unset DOCKER_CONTEXT, or create the context.",
    });
  }
  const meta = JSON.parse(text) as { Endpoints?: { docker?: { Host?: string; SkipTLSVerify?: boolean } } };
  const docker = meta.Endpoints?.docker;
  const files = readTlsDirectory(join(directory, "contexts", "tls", id, "docker"));
  const secure = Object.keys(files).length > 0 || docker?.SkipTLSVerify === true;
  return parseHost(
    name,
    docker?.Host ?? "",
    secure ? { ...files, ...(docker?.SkipTLSVerify && { insecure: true }) } : undefined,
  );
}

/** The names of the user's docker contexts, sorted; `default` is not among them. */
export function listContexts(directory: string): string[] {
  const root = join(directory, "contexts", "meta");
  try {
    return readdirSync(root)
      .map((id) => (JSON.parse(readOptional(join(root, id, "meta.json")) ?? "{}") as { Name?: string }).Name ?? "")
      .filter((name) => name !== "")
      .toSorted();
  } catch {
    return [];
  }
}
