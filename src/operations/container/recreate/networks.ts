import type { ContainerInspect } from "../../../engine/model.ts";
import { saidOf } from "./settings.ts";

type Fields = Readonly<Record<string, unknown>>;

/** Networks that are no more than a mode. */
const modes = /^(?:none|host|container:.*)$/u;

/** The networks of a container as they are asked for. */
export interface OwnNetworks {
  readonly mode: string;
  readonly endpoints: Readonly<Record<string, Fields>>;
}

/**
 * The networks of a container: further names and fixed addresses, without what the engine gave by itself. `nameOf` tells the name of a
 * network from whatever the container was made with: one that never ran knows its networks by name alone.
 */
export async function ownNetworks(
  { HostConfig, NetworkSettings, Id }: ContainerInspect,
  nameOf: (reference: string) => Promise<string | undefined>,
): Promise<OwnNetworks> {
  const mode = HostConfig.NetworkMode ?? "default";
  if (modes.test(mode)) return { mode, endpoints: {} };
  const attached = Object.entries(NetworkSettings.Networks ?? {});
  const byItself = mode === "default" ? "bridge" : mode;
  const known = attached.find(([name, { NetworkID }]) => name === byItself || NetworkID === byItself)?.[0];
  const main = known ?? (await nameOf(byItself));
  const inMain = attached.some(([name]) => name === main);
  const endpoints = Object.fromEntries(
    attached.map(([name, { Aliases, IPAMConfig, Links, DriverOpts, GwPriority }]) => {
      const aliases = ((Aliases ?? []) as readonly string[]).filter((alias) => alias !== Id.slice(0, 12));
      // It goes by the very word that the container was made with.
      const key = name === main && mode !== "default" ? mode : name;
      return [key, saidOf({ Aliases: aliases, IPAMConfig, Links, DriverOpts, ...(GwPriority ? { GwPriority } : {}) })];
    }),
  );
  // It may have left the network that it was made in.
  return { mode: inMain ? mode : (attached[0]?.[0] ?? "none"), endpoints };
}

/** The body that makes the container, and the networks that it joins afterwards: older engines take only one at first. */
export function splitNetworks(body: Fields): {
  readonly body: Fields;
  readonly later: readonly (readonly [string, Fields])[];
} {
  const { EndpointsConfig } = (body["NetworkingConfig"] ?? {}) as { EndpointsConfig?: Record<string, Fields> };
  const { NetworkMode } = (body["HostConfig"] ?? {}) as { NetworkMode?: string };
  const mode = NetworkMode === "default" || NetworkMode === undefined ? "bridge" : NetworkMode;
  const all = Object.entries(EndpointsConfig ?? {});
  const main = all.filter(([name, settings]) => name === mode && Object.keys(settings).length > 0);
  return {
    body: { ...body, NetworkingConfig: { EndpointsConfig: Object.fromEntries(main) } },
    later: all.filter(([name]) => name !== mode),
  };
}
