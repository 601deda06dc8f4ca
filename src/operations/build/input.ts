import { z } from "zod";
import { GnosisError } from "../../kernel/errors.ts";
import { namedValues } from "../fields/labels.ts";
import { size } from "../fields/size.ts";

const tag = z
  .string()
  .min(1)
  .max(400)
  .regex(/^[\w][\w./:-]*$/u, "must be an image reference such as web:1")
  .describe("Reference for the new image: `web:1`.");

/** A path inside the build's directory: nothing outside can be named. */
const inside = z
  .string()
  .min(1)
  .max(1000)
  .refine(
    (path) => !/^\/|\\|\0/u.test(path) && !path.split("/").includes(".."),
    "must lie inside the build's directory",
  );

/** What a build can be told; null counts as absent, as older clients send it. */
export const buildFields = {
  tag: tag.nullish().describe("Reference for the new image: `web:1`; `<project>:latest` when absent."),
  tags: z.array(tag).max(50).optional().describe("Several references."),
  dockerfile: inside
    .nullish()
    .describe("Path of the Dockerfile inside the build's directory; `Dockerfile` when absent."),
  build_args: namedValues(
    "Values for the Dockerfile's ARG instructions. They stay visible in the image's history.",
  ).optional(),
  labels: namedValues("Labels for the image.").optional(),
  target: z.string().min(1).max(200).optional().describe("Stage to build; the last one when absent."),
  platform: z.string().min(1).max(100).optional().describe("Platform, such as linux/arm64."),
  no_cache: z.boolean().default(false).describe("Builds every step anew."),
  pull: z.boolean().default(false).describe("Looks for newer base images."),
  network: z.string().min(1).max(300).optional().describe("Network for RUN instructions."),
  memory: size("Most memory for RUN instructions.").optional(),
  shm_size: size("Size of /dev/shm for RUN instructions.").optional(),
  cache_from: z.array(tag).max(50).optional().describe("Images to take cached steps from."),
  extra_hosts: z
    .array(z.string().min(1).max(300))
    .max(100)
    .optional()
    .describe("Entries of /etc/hosts: `name:address`."),
};

/** What is built: a directory that the server holds. */
export const projectFields = {
  project: z
    .string()
    .min(1)
    .max(200)
    .regex(/^\w[\w.-]*(?:\/\w[\w.-]*)*$/u, "must be the name of a directory in one of the project roots")
    .describe("Name of the project: a directory in one of the project roots."),
  path: z
    .string()
    .min(1)
    .max(4096)
    .regex(/^\/[^\0]*$/u, "must be an absolute path")
    .nullish()
    .describe("Directory of the server to build from; it must lie in one of the project roots."),
};

const buildObject = z.object(buildFields);

/** A parsed build without what is built. */
export type BuildInput = z.output<typeof buildObject>;

/** The references that the image gets. */
export function tagsOf(input: BuildInput, project?: string): string[] {
  const said = [...(input.tag === undefined || input.tag === null ? [] : [input.tag]), ...(input.tags ?? [])];
  if (said.length > 0 || project === undefined) return said;
  return [`${project.toLowerCase().replaceAll(/[^a-z0-9/_.-]/gu, "-")}:latest`];
}

/** The Dockerfile's path inside the build's directory. */
export const dockerfileOf = (input: BuildInput): string => input.dockerfile ?? "Dockerfile";

/** The parameters of `POST /build`: every one a text, several references joined by commas, for containment to judge. */
export function buildParameters(input: BuildInput, project?: string): Record<string, string> {
  const tags = tagsOf(input, project);
  const map = (values: Readonly<Record<string, unknown>> | undefined): string | undefined =>
    values === undefined ? undefined : JSON.stringify(values);
  const said = {
    t: tags.length === 0 ? undefined : tags.join(","),
    dockerfile: dockerfileOf(input),
    buildargs: map(input.build_args),
    labels: map(input.labels),
    target: input.target,
    platform: input.platform,
    nocache: input.no_cache ? "1" : undefined,
    pull: input.pull ? "1" : undefined,
    networkmode: input.network,
    memory: input.memory === undefined ? undefined : String(input.memory),
    shmsize: input.shm_size === undefined ? undefined : String(input.shm_size),
    cachefrom: input.cache_from === undefined ? undefined : JSON.stringify(input.cache_from),
    extrahosts: input.extra_hosts?.join(","),
    rm: "1",
    forcerm: "1",
  };
  return Object.fromEntries(Object.entries(said).filter((pair): pair is [string, string] => pair[1] !== undefined));
}

/** The judged parameters as they are sent: several references repeat theirs. */
export function buildQuery(body: Readonly<Record<string, unknown>> | undefined): Record<string, string | string[]> {
  if (body === undefined) throw new GnosisError("INTERNAL", "The build was not judged.");
  return Object.fromEntries(
    Object.entries(body).map(([name, value]) => [name, name === "t" ? String(value).split(",") : String(value)]),
  );
}
