import { canonicalJson } from "../../../kernel/canonical-json.ts";
import type { Narrower } from "./narrower.ts";

/** One published port and one mount, as inputs are parsed into the engine's form. */
interface Binding {
  readonly HostIp?: string;
  readonly HostPort?: string;
}
interface Mount {
  readonly Type: string;
  readonly Source?: string;
  readonly Target: string;
  readonly ReadOnly?: boolean;
}

/** The address that only this machine reaches. */
const loopback = "127.0.0.1";
const isLoopback = (address: string | undefined): boolean =>
  address === "::1" || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/u.test(address ?? "");

const entriesOf = (value: unknown): [string, readonly Binding[]][] =>
  Object.entries((value ?? {}) as Readonly<Record<string, readonly Binding[]>>);
const mountsOf = (value: unknown): readonly Mount[] => (Array.isArray(value) ? (value as readonly Mount[]) : []);
const withoutAccess = ({ ReadOnly: _, ...mount }: Mount): string => canonicalJson(mount);

/** Ports that were published already, on the same address or on loopback. */
export const nearer: Narrower = (was, is) => {
  const before = Object.fromEntries(entriesOf(was));
  return entriesOf(is).every(([port, bindings]) =>
    bindings.every(({ HostIp, HostPort }) =>
      (before[port] ?? []).some(
        (known) => known.HostPort === HostPort && (known.HostIp === HostIp || isLoopback(HostIp)),
      ),
    ),
  );
};

/** Mounts that were asked for already, as they were or read-only. */
export const lessMounted: Narrower = (was, is) =>
  mountsOf(is).every((mount) =>
    mountsOf(was).some(
      (known) => withoutAccess(known) === withoutAccess(mount) && (mount.ReadOnly === true || known.ReadOnly !== true),
    ),
  );

/** The same ports on loopback, in the input's spelling; nothing where they are there already. */
export function onLoopback(ports: unknown): unknown {
  const entries = entriesOf(ports);
  if (entries.every(([, bindings]) => bindings.every(({ HostIp }) => isLoopback(HostIp)))) return undefined;
  return Object.fromEntries(
    entries.map(([port, bindings]) => [
      port,
      [...new Set(bindings.map(({ HostPort = "" }) => HostPort))].map((host) => ({
        host_ip: loopback,
        ...(host === "" ? {} : { host_port: host }),
      })),
    ]),
  );
}

/** The same volumes with the host's own directories read-only, in the input's spelling; nothing where they are so, or can't be said so. */
export function readOnlyBinds(volumes: unknown): unknown {
  const all = mountsOf(volumes);
  const plain = all.every((mount) => Object.keys(mount).every((key) => shortKeys.has(key)));
  if (!plain || !all.some(({ Type, ReadOnly }) => Type === "bind" && ReadOnly !== true)) return undefined;
  return all.map(({ Type, Source, Target, ReadOnly }) =>
    Source === undefined ? Target : `${Source}:${Target}${Type === "bind" || ReadOnly === true ? ":ro" : ""}`,
  );
}

const shortKeys: ReadonlySet<string> = new Set(["Type", "Source", "Target", "ReadOnly"]);
