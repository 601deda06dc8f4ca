import type { EngineClient } from "./client.ts";

/** Questions at once over SSH: each needs a session with a process at either end, and one connection carries nine. */
const overSsh = 6;

/** How many questions to ask an engine at the same time where `usual` are no burden to a socket. */
export const askedAtOnce = ({ endpoint }: EngineClient, usual: number): number =>
  endpoint.kind === "ssh" ? Math.min(usual, overSsh) : usual;
