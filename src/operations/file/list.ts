import { z } from "zod";
import { GnosisError } from "../../kernel/errors.ts";
import { theContainer } from "../container/act.ts";
import { define } from "../define.ts";
import { containerErrors } from "../fields/errors.ts";
import { containerPath } from "../fields/path.ts";
import { limit } from "../fields/page.ts";
import { reference, targetById } from "../fields/reference.ts";
import { listArchive } from "./list-archive.ts";
import { listInside } from "./list-inside.ts";
import { fileEntry } from "./view.ts";

/** Lists a directory of a container. */
export const fileList = define({
  id: "file.list",
  summary: "List a directory inside a container: names, kinds, sizes, permissions.",
  description:
    "A running container is asked with its own `find` and `stat`, as its own user. One that stands, or has no such programs, is read by the " +
    "engine; since that reads whatever lies below too, a large directory is then listed in part, and `truncated` says so.",
  risk: "read",
  http: { method: "GET", path: "/api/containers/{id}/files", failure: "Failed to list" },
  input: z.strictObject({
    id: reference("container"),
    path: containerPath("Directory inside the container.").default("/"),
    limit: limit.default(1000),
  }),
  output: z.object({
    container_id: z.string().describe("The container as it was asked for."),
    path: z.string(),
    files: z.array(fileEntry).describe("Directories first, then by name."),
    total: z.number().describe("How many were found."),
    truncated: z.boolean().describe("True when there are, or may be, more."),
  }),
  targets: targetById("container"),
  deadline: 60_000,
  errors: [...containerErrors, "PATH_NOT_FOUND", "CONFLICT"],
  examples: [{ title: "The root directory", input: { id: "web", path: "/" } }],
  async run(context, input) {
    const { engine } = context.ports;
    const { id } = theContainer(context);
    const { signal } = context;
    // Paused and stopped containers refuse an exec: the engine reads those.
    const inside = await listInside(engine, id, input.path, signal).catch((thrown: unknown) => {
      if (thrown instanceof GnosisError && ["CONFLICT", "ENGINE_REFUSED", "ENGINE_FAILED"].includes(thrown.code))
        return undefined;
      throw thrown;
    });
    const { entries, truncated } = inside ?? (await listArchive(engine, id, input.path, signal));
    const order = (type: string): number => (type === "directory" ? 0 : 1);
    const sorted = entries.toSorted((a, b) => order(a.type) - order(b.type) || (a.name < b.name ? -1 : 1));
    return {
      container_id: input.id,
      path: input.path,
      files: sorted.slice(0, input.limit),
      total: sorted.length,
      truncated: truncated || sorted.length > input.limit,
    };
  },
});
