import { z } from "zod";
import { createCatalogue } from "../../../catalogue/catalogue.ts";
import type { AnyOperation } from "../../../catalogue/operation.ts";

const operation = (given: Partial<AnyOperation> & Pick<AnyOperation, "id" | "http" | "input">): AnyOperation => ({
  summary: `Does ${given.id}.`,
  risk: "read",
  output: z.unknown(),
  deadline: 1000,
  errors: [],
  examples: [{ title: "An example", input: {} }],
  ...(given.download === undefined ? { run: () => Promise.resolve({}) } : {}),
  ...given,
});

const id = z.string().describe("The container's name.");

/** Operations of every shape, for tests of the command line. */
export const catalogue = createCatalogue([
  operation({
    id: "container.list",
    http: { method: "GET", path: "/api/containers" },
    input: z.strictObject({
      all: z.boolean().default(false).describe("Lists all."),
      status: z.enum(["running", "exited"]).optional(),
      label: z.union([z.string(), z.array(z.string())]).optional(),
    }),
  }),
  operation({
    id: "container.restart",
    http: { method: "POST", path: "/api/containers/{id}/restart" },
    input: z.strictObject({ id, timeout: z.union([z.string(), z.number()]).optional() }),
  }),
  operation({
    id: "container.exec",
    http: { method: "POST", path: "/api/containers/{id}/exec" },
    input: z.strictObject({
      id,
      command: z.union([z.string(), z.array(z.string())]),
      env: z
        .union([z.record(z.string(), z.string()), z.array(z.string())])
        .optional()
        .describe("A list of `NAME=value`."),
      tty: z.boolean().optional(),
      stdin: z.string().optional(),
    }),
    stream: async function* () {},
  }),
  operation({
    id: "approval.edit",
    http: { method: "POST", path: "/api/approvals/{id}/edit" },
    input: z.strictObject({ id, changes: z.record(z.string(), z.unknown()).default({}) }),
  }),
  operation({
    id: "stack.check",
    http: { method: "POST", path: "/api/stacks/check" },
    input: z.strictObject({ document: z.string() }),
  }),
  operation({
    id: "container.run",
    http: { method: "POST", path: "/api/containers/run" },
    input: z.strictObject({
      image: z.string(),
      command: z.union([z.string(), z.array(z.string())]).optional(),
      mounts: z.array(z.strictObject({ type: z.string(), readonly: z.boolean().optional() })).optional(),
      sysctls: z.record(z.string(), z.string()).optional(),
      cpus: z.number().optional(),
      auto_remove: z.boolean().optional(),
    }),
  }),
  operation({
    id: "container.logs",
    http: { method: "GET", path: "/api/containers/{id}/logs" },
    input: z.strictObject({
      id,
      tail: z.union([z.int(), z.literal("all")]).default(100),
      follow: z.boolean().default(false),
      stderr: z.boolean().default(true),
    }),
    stream: async function* () {},
  }),
  operation({
    id: "container.prune",
    http: { method: "POST", path: "/api/containers/prune" },
    input: z.strictObject({ dry_run: z.boolean().default(false) }),
  }),
  operation({
    id: "container.export",
    http: { method: "GET", path: "/api/containers/{id}/export" },
    input: z.strictObject({ id }),
    download: () => Promise.reject(new Error("unused")),
  }),
  operation({
    id: "volume.create",
    http: { method: "POST", path: "/api/volumes" },
    input: z.strictObject({ name: z.string().optional(), driver: z.string().optional() }),
  }),
  operation({
    id: "image.build",
    http: { method: "POST", path: "/api/images/build" },
    input: z.strictObject({ tag: z.string().optional(), dockerfile: z.string().optional() }),
    upload: { contentType: "application/x-tar", maxBytes: 1024, required: false },
  }),
  operation({
    id: "image.load",
    http: { method: "POST", path: "/api/images/load" },
    input: z.strictObject({ quiet_load: z.boolean().optional() }),
    upload: { contentType: "application/x-tar", maxBytes: 1024, required: true },
  }),
]);

/** One of them by its id. */
export function find(name: string): AnyOperation {
  const found = catalogue.find(name);
  if (found === undefined) throw new Error(name);
  return found;
}
