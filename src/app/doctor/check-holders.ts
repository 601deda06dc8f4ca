import { createEngineClient } from "../../engine/create-client.ts";
import type { Endpoint } from "../../engine/endpoint/endpoint.ts";
import type { ContainerSummary } from "../../engine/model.ts";
import { candidateIds, findOwnContainer, type OwnContainer } from "../own-container.ts";
import { finding, type Finding } from "./finding.ts";

/** Host paths that lead to the engine's socket. */
const leadsToSocket = /^(?:\/|\/run|\/var|\/var\/run)$|\/(?:docker|podman)\.sock$/;

/** Looks who else holds the engine's socket, and whether this process runs in a container of that engine. */
export async function checkHolders(
  endpoint: Endpoint,
): Promise<{ readonly findings: Finding[]; readonly own: OwnContainer | undefined }> {
  const client = createEngineClient(endpoint);
  try {
    const own = await findOwnContainer(client, await candidateIds());
    const all = await client.json<ContainerSummary[]>("GET", "/containers/json", { timeout: 5_000 });
    const others = all.filter(
      ({ Id, Mounts }) => Id !== own?.id && (Mounts ?? []).some(({ Source = "" }) => leadsToSocket.test(Source)),
    );
    const findings = others.map(({ Id, Names }) =>
      finding(
        `engine ${endpoint.name}`,
        "warning",
        `The container ${(Names?.[0] ?? Id.slice(0, 12)).replace(/^\//, "")} holds the engine's socket too: nothing that it does is decided or recorded here.`,
        "Give it a guarded socket instead, with a role that allows what it needs.",
      ),
    );
    return { findings, own };
  } catch {
    // That the engine does not answer is the finding of another check.
    return { findings: [], own: undefined };
  } finally {
    client.close();
  }
}
