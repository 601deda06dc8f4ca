import { z } from "zod";
import { planned, type ServiceField } from "../service-field.ts";
import { flag, text, words } from "../values.ts";

/** What a service waits for before it starts. */
export const conditions = ["service_started", "service_healthy", "service_completed_successfully"] as const;

const dependency = z.strictObject({
  condition: z.enum(conditions).default("service_started"),
  required: flag.default(true),
  restart: z.union([z.literal(false), z.literal("false")]).optional(),
});

/** `depends_on` in both spellings. */
export const dependsOn = z
  .union([words, z.record(z.string(), dependency)])
  .transform((given) =>
    Array.isArray(given)
      ? given.map((service) => ({ service, condition: "service_started" as const, required: true }))
      : Object.entries(given).map(([service, { condition, required }]) => ({ service, condition, required })),
  );

/** When a new image is fetched. */
export const pullPolicy = z.enum(["always", "missing", "if_not_present", "never"]);

/** What the plan reads. */
export const orderFields: Readonly<Record<string, ServiceField>> = {
  depends_on: planned("the order of starting, and what is waited for", dependsOn),
  profiles: planned("whether the service is taken at all", words),
  container_name: planned("the container's name", text),
  pull_policy: planned("when the image is fetched", pullPolicy),
  platform: planned("the platform of the image and the container", text),
};
