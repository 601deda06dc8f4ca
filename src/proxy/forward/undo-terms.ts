import type { Turn } from "./turn.ts";

type Told = Readonly<Record<string, unknown>>;

/** Fields of the engine's update by the operation's own names. */
const updateFields: Readonly<Record<string, string>> = {
  ...{ RestartPolicy: "restart_policy", Memory: "memory", NanoCpus: "nano_cpus" },
  ...{ CpuShares: "cpu_shares", PidsLimit: "pids_limit" },
};

/** The docker CLI sends every field of an update, and leaves empty what is not to change. */
const isSaid = (value: unknown): boolean =>
  value !== undefined && value !== null && value !== 0 && (value as { Name?: string }).Name !== "";

/** A change in the terms of the operation's own input, where its inverse looks at that. */
export function changedBy({ route, body }: Turn): { readonly changed?: Told } {
  if (route.name !== "ContainerUpdate" || body === undefined) return {};
  const said = Object.entries(updateFields).filter(([field]) => isSaid(body[field]));
  return { changed: Object.fromEntries(said.map(([field, name]) => [name, body[field]])) };
}

const text = (value: unknown): string => (typeof value === "string" ? value : "");

/** What the engine's answer to a change says, in the terms of the operation's own answer, by the route's name. */
const results: Readonly<Record<string, (answer: unknown, turn: Turn) => Told>> = {
  VolumeCreate: (answer) => ({ volume: { name: text((answer as Told)["Name"]) } }),
  NetworkCreate: (answer, { body }) => ({ network: { id: text((answer as Told)["Id"]), name: text(body?.["Name"]) } }),
  ImageCommit: (answer) => ({ id: text((answer as Told)["Id"]) }),
  ImageTag: (_, { query: { values } }) => ({ image: { tag: `${values["repo"] ?? ""}:${values["tag"] ?? "latest"}` } }),
  ImageDelete: (answer) => {
    const gone = answer as readonly { readonly Untagged?: string; readonly Deleted?: string }[];
    return {
      untagged: gone.flatMap(({ Untagged }) => Untagged ?? []),
      deleted: gone.flatMap(({ Deleted }) => Deleted ?? []),
    };
  },
};

/** The most of an answer that is read for it, bytes; a removed image's layers fit by far. */
const most = 65_536;

/** What reads an answer's parts for the receipt; nothing for a route whose answer is not needed. */
export function resultOf(turn: Turn): ((parts: readonly Buffer[]) => Told | undefined) | undefined {
  const read = results[turn.route.name];
  if (read === undefined) return undefined;
  return (parts) => {
    const bytes = Buffer.concat(parts);
    if (bytes.length > most) return undefined;
    try {
      return read(bytes.length === 0 ? {} : JSON.parse(bytes.toString()), turn);
    } catch {
      // The change has happened; without what came of it there is no way back.
      return undefined;
    }
  };
}

/** Passes bytes on and keeps them, as far as they are read. */
export const keeping = (parts: Buffer[]) =>
  async function* (source: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void, void> {
    let size = 0;
    for await (const part of source) {
      if (size <= most) parts.push(part);
      size += part.length;
      yield part;
    }
  };
