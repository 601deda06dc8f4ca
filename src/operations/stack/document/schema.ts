import { z } from "zod";
import { projectName } from "../fields.ts";
import { serviceFields } from "./service-fields.ts";
import { flag, named, text } from "./values.ts";

const extension = /^x-/u;

/** Drops `x-…`, which are the author's own; everything else that isn't known is an error. */
const withoutExtensions = (given: unknown): unknown =>
  typeof given === "object" && given !== null && !Array.isArray(given)
    ? Object.fromEntries(Object.entries(given).filter(([key]) => !extension.test(key)))
    : given;

const strict = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.preprocess(withoutExtensions, z.strictObject(shape).meta({ patternProperties: { "^x-": {} } }));

const service = strict(
  Object.fromEntries(
    Object.entries(serviceFields).map(([name, { schema, engine }]) => [
      name,
      schema.optional().describe(/^[A-Z][\w.]+$/u.test(engine) ? `The engine's ${engine}.` : `${engine}.`),
    ]),
  ),
);

const pool = z.strictObject({
  subnet: z.union([z.cidrv4(), z.cidrv6()]).optional(),
  gateway: text.optional(),
  ip_range: text.optional(),
  aux_addresses: z.record(z.string(), text).optional(),
});

const network = z.union([
  z.null(),
  strict({
    name: text.optional(),
    driver: text.optional(),
    driver_opts: named.optional(),
    attachable: flag.optional(),
    enable_ipv6: flag.optional(),
    external: flag.optional(),
    internal: flag.optional(),
    ipam: z
      .strictObject({ driver: text.optional(), config: z.array(pool).optional(), options: named.optional() })
      .optional(),
    labels: named.optional(),
  }),
]);

const volume = z.union([
  z.null(),
  strict({
    name: text.optional(),
    driver: text.optional(),
    driver_opts: named.optional(),
    external: flag.optional(),
    labels: named.optional(),
  }),
]);

const key = z.string().regex(/^[a-zA-Z0-9._-]+$/u, "may have letters, digits, '.', '_' and '-'");

/** A Compose file as a stack takes it. */
export const composeFile = strict({
  version: text.optional().describe("Says nothing any more."),
  name: projectName.optional(),
  services: z
    .record(key, service)
    .refine((all) => Object.keys(all).length > 0, "needs at least one service")
    .describe("What runs."),
  networks: z.record(key, network).optional(),
  volumes: z.record(key, volume).optional(),
});

/** A Compose file that has been read. */
export type ComposeFile = z.output<typeof composeFile>;

/** A network of the document. */
export type NetworkSaid = NonNullable<z.output<typeof network>>;

/** A volume of the document. */
export type VolumeSaid = NonNullable<z.output<typeof volume>>;

/** The JSON Schema of what may be written, for editors. */
export function composeJsonSchema(): Record<string, unknown> {
  return z.toJSONSchema(composeFile, { io: "input", unrepresentable: "any" });
}
