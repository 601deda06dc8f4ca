import { z } from "zod";
import { theContainer } from "../container/act.ts";
import { define } from "../define.ts";
import { containerChangeErrors } from "../fields/errors.ts";
import { reference } from "../fields/reference.ts";
import { memberErrors, membership, memberTargets } from "./member.ts";
import { theNetwork } from "./view.ts";

/** Takes a container out of a network. */
export const networkDisconnect = define({
  id: "network.disconnect",
  summary: "Take a container out of a network.",
  risk: "change",
  http: { method: "POST", path: "/api/networks/{id}/disconnect", failure: "Failed to disconnect container" },
  input: z.strictObject({
    id: reference("network"),
    container: reference("container"),
    force: z.boolean().default(false).describe("Does so although the container does not answer."),
  }),
  output: membership,
  targets: memberTargets,
  docker: ({ id, container, force }) => ["network", "disconnect", ...(force ? ["--force"] : []), id, container],
  deadline: 60_000,
  errors: [...containerChangeErrors, ...memberErrors],
  examples: [{ title: "Take a container out of a network", input: { id: "backend", container: "postgres" } }],
  async run(context, input) {
    const network = theNetwork(context);
    const container = theContainer(context);
    await context.ports.engine.json("POST", `/networks/${network.id}/disconnect`, {
      body: { Container: container.id, Force: input.force },
      signal: context.signal,
    });
    await context.ports.reader.changed("container", container.id);
    await context.ports.reader.changed("network", network.id);
    const message = `Container ${input.container} disconnected from ${input.id} successfully`;
    return { message, network: network.name, container: container.name };
  },
});
