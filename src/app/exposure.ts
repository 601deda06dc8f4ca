import { GnosisError } from "../kernel/errors.ts";
import { isLoopback } from "../kernel/loopback.ts";
import type { OwnContainer } from "./own-container.ts";

/** What decides whether other machines can reach the server. */
export interface Exposure {
  readonly host: string;
  readonly port: number;
  readonly allowRemote: boolean;
  readonly inContainer: boolean;
  /** Known once the engine has answered. */
  readonly own: OwnContainer | undefined;
}

/** The error for a port that other machines can reach although nobody asked for that; nothing when all is well. */
export function findExposure({ host, port, allowRemote, inContainer, own }: Exposure): GnosisError | undefined {
  if (allowRemote) return undefined;
  if (!inContainer || own?.hostNetwork === true) {
    if (isLoopback(host)) return undefined;
    return new GnosisError("EXPOSED", `The server would listen on ${host}, which other machines can reach.`, {
      where: "host",
      next: "Listen on 127.0.0.1, or set allowRemote (GNOSIS_ALLOW_REMOTE=true) if that is what you want.",
    });
  }
  const open = own?.published(port).find(({ address }) => !isLoopback(address));
  if (open === undefined) return undefined;
  const address = open.address.includes(":") ? `[${open.address}]` : open.address;
  return new GnosisError(
    "EXPOSED",
    `Port ${port} is published on ${address}:${open.port}, which other machines can reach.`,
    {
      where: "ports",
      next: `Publish it as 127.0.0.1:${open.port}:${port}, or set allowRemote (GNOSIS_ALLOW_REMOTE=true) if that is what you want.`,
    },
  );
}
