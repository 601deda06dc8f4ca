import type { SandboxRow } from "../../engine/sandbox/sandbox-table.ts";
import { timestamp } from "../../kernel/clock.ts";
import type { SandboxLimits, SandboxView } from "../../operations/sandbox-desk.ts";
import { endpointOfSandbox } from "./visitors.ts";

/** What a sandbox was made with, as its row keeps it. */
export interface AboutSandbox {
  readonly image: string;
  readonly ownerName: string;
  readonly limits: SandboxLimits;
  readonly network: "open" | "none";
  readonly images: readonly string[];
  readonly socket: string;
  readonly driver?: string;
  readonly diskKind?: "image" | "watch";
}

/** What a row keeps of how its sandbox was made. */
export const aboutOf = (row: Pick<SandboxRow, "about">): AboutSandbox => JSON.parse(row.about) as AboutSandbox;

/** A row as operations see it. */
export function viewOf(row: SandboxRow): SandboxView {
  const { image, ownerName, limits, network, images, socket, driver, diskKind } = aboutOf(row);
  return {
    name: row.name,
    endpoint: endpointOfSandbox(row),
    state: row.state,
    host: row.host,
    image,
    owner: { id: row.owner, name: ownerName },
    created: timestamp(row.created),
    ends: timestamp(row.ends),
    limits,
    network,
    images,
    ...(row.container === null ? {} : { container: row.container }),
    ...(driver === undefined ? {} : { driver }),
    ...(diskKind === undefined ? {} : { diskKind }),
    ...(row.state === "ready" ? { socket } : {}),
    ...(row.reason === null ? {} : { reason: row.reason }),
  };
}
