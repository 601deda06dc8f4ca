import { z } from "zod";
import { define } from "../define.ts";
import { createErrors } from "./create/errors.ts";
import { nameQuery } from "./create/name-query.ts";
import { createBody } from "./create/body.ts";
import { createFields } from "./create/input.ts";
import { refuseContradictions } from "./create/limits.ts";
import { make } from "./create/make.ts";
import { createRisk } from "./create/risk.ts";
import { mountList, nameOf, portMap, portsOf } from "./view.ts";

/** Creates a container. */
export const containerCreate = define({
  id: "container.create",
  summary: "Create a container from an image without starting it.",
  description: "The image must be there: pull it first. Ports are published on 127.0.0.1 unless an address is given.",
  risk: "change",
  riskCeiling: "host",
  riskOf: createRisk,
  http: {
    method: "POST",
    path: "/api/containers",
    status: 201,
    aliases: ["/api/containers/create"],
    failure: "Failed to create container",
  },
  input: z.strictObject(createFields).superRefine(refuseContradictions),
  output: z.object({
    message: z.string().describe("What was done, for people."),
    container: z.object({
      id: z.string().describe("Full id."),
      name: z.string(),
      image: z.string(),
      status: z.string(),
      created: z.string().describe("RFC 3339."),
      ports: portMap,
      mounts: mountList,
    }),
    warnings: z.array(z.string()).describe("What the engine warns of."),
  }),
  targets: [{ kind: "image", reference: (input) => input.image }],
  creates: "container",
  body: { kind: "container.create", of: createBody, query: nameQuery },
  deadline: 120_000,
  errors: createErrors,
  examples: [
    {
      title: "A web server on a port of this machine",
      input: { image: "busybox", name: "web", command: "httpd -f -p 80", ports: { "80": 0 }, memory: "64MiB" },
    },
    {
      title: "A job with an environment and a volume",
      input: {
        image: "busybox",
        command: ["sh", "-c", "date > /data/$NAME"],
        env: { NAME: "now" },
        volumes: ["/data"],
        restart: "on-failure:3",
      },
    },
  ],
  async run(context, input) {
    const { id, warnings } = await make(context, input);
    const { value } = await context.ports.reader.container(id, { fresh: true, signal: context.signal });
    const container = {
      id,
      name: nameOf(value),
      image: value.Config.Image,
      status: value.State.Status,
      created: value.Created,
      ports: portsOf(value),
      mounts: (value.Mounts ?? []).map((mount) => ({ ...mount })),
    };
    return { message: "Container created successfully", container, warnings: [...warnings] };
  },
});
