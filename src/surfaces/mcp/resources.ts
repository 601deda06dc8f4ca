import { ResourceNotFoundError, type Resource, type ResourceTemplateType } from "@modelcontextprotocol/server";
import { GnosisError } from "../../kernel/errors.ts";
import type { Peer, McpParts } from "./parts.ts";
import { may } from "./list-tools.ts";
import type { Answer, Tool, ToolCall } from "./tool.ts";
import { containerDiagnose, hostDiagnose } from "./tools/diagnose.ts";
import { containerInspect } from "./tools/inspect.ts";
import { containerList } from "./tools/list.ts";
import { logSearch } from "./tools/logs.ts";
import { containerStats } from "./tools/measure.ts";
import { eventList, recordList } from "./tools/past.ts";

/** A resource is a tool's answer under a name: what the guard would not let the tool show, the resource doesn't show either. */
interface Source {
  readonly uri: string;
  readonly name: string;
  readonly description: string;
  readonly tool: Tool;
  readonly input: (id: string) => Readonly<Record<string, unknown>>;
}

const fixed: readonly Source[] = [
  {
    uri: "docker://containers",
    name: "containers",
    description: "All containers",
    tool: containerList,
    input: () => ({ all: true }),
  },
  {
    uri: "docker://host",
    name: "host",
    description: "What is wrong on the host",
    tool: hostDiagnose,
    input: () => ({ disk: false }),
  },
  {
    uri: "docker://events",
    name: "events",
    description: "Events of the last hour",
    tool: eventList,
    input: () => ({}),
  },
  {
    uri: "docker://audit",
    name: "audit",
    description: "The newest records of the audit log",
    tool: recordList,
    input: () => ({ limit: 100 }),
  },
];

const templated: readonly Source[] = [
  {
    uri: "docker://containers/{id}",
    name: "container",
    description: "One container",
    tool: containerInspect,
    input: (id) => ({ container: id }),
  },
  {
    uri: "docker://logs/{id}",
    name: "logs",
    description: "A container's last 1,000 log lines",
    tool: logSearch,
    input: (id) => ({ containers: [id], tail: 1_000 }),
  },
  {
    uri: "docker://stats/{id}",
    name: "stats",
    description: "What a container uses now",
    tool: containerStats,
    input: (id) => ({ container: id }),
  },
  {
    uri: "docker://diagnosis/{id}",
    name: "diagnosis",
    description: "Why a container stopped or does not answer",
    tool: containerDiagnose,
    input: (id) => ({ container: id }),
  },
];

const mimeType = "text/plain";

const allowed = (parts: McpParts, peer: Peer) => (source: Source) =>
  source.tool.operations.some((id) => may(parts, peer, id));

/** Resources with a fixed name that the peer may read; where there are several engines, those of each have its name. */
export function listResources(parts: McpParts, peer: Peer): Resource[] {
  const sources = fixed.filter(allowed(parts, peer));
  const plain = sources.map(({ uri, name, description }) => ({ uri, name, description, mimeType }));
  const engines = parts.endpoints?.(peer.caller) ?? [];
  const ofEach = (engines.length > 1 ? engines : []).flatMap((endpoint) =>
    sources
      .filter(({ name }) => name !== "audit")
      .map(({ uri, name, description }) => ({
        uri: atEndpoint(uri, endpoint),
        name: `${name}-${endpoint}`,
        description: `${description}, on ${endpoint}`,
        mimeType,
      })),
  );
  return [...plain, ...ofEach];
}

/** A resource of one engine of several; without a name it is the first one's. */
export const atEndpoint = (uri: string, endpoint: string): string => `${uri}?endpoint=${encodeURIComponent(endpoint)}`;

/** Templates that the peer may fill in. */
export function listTemplates(parts: McpParts, peer: Peer): ResourceTemplateType[] {
  const ending = (parts.endpoints?.(peer.caller) ?? []).length > 1 ? "{?endpoint}" : "";
  return templated
    .filter(allowed(parts, peer))
    .map(({ uri, name, description }) => ({ uriTemplate: uri + ending, name, description, mimeType }));
}

interface Found {
  readonly source: Source;
  readonly id: string;
  /** The engine that is named. */
  readonly endpoint?: string;
}

/** What a URI names: a source, the id in it and the engine. */
export function findResource(uri: string): Found | undefined {
  const [, path = "", name] = /^([^?#]*)(?:\?endpoint=([^?#&]+))?$/.exec(uri) ?? [];
  try {
    const endpoint = name === undefined ? {} : { endpoint: decodeURIComponent(name) };
    const known = fixed.find((one) => one.uri === path);
    if (known !== undefined) return { source: known, id: "", ...endpoint };
    const match = /^(docker:\/\/[a-z]+)\/([^/]+)$/.exec(path);
    const source = templated.find((one) => one.uri === `${match?.[1] ?? ""}/{id}`);
    if (source === undefined || match?.[2] === undefined) return undefined;
    return { source, id: decodeURIComponent(match[2]), ...endpoint };
  } catch {
    return undefined;
  }
}

/** The text of a resource; an unknown name, or an object that is not there for this caller, is the protocol's not-found error. */
export async function readResource(
  uri: string,
  endpoints: readonly string[],
  callOn: (endpoint: string | undefined) => ToolCall,
): Promise<string> {
  const found = findResource(uri);
  if (found === undefined) throw new ResourceNotFoundError(uri);
  const { source, id, endpoint } = found;
  if (endpoint !== undefined && !endpoints.includes(endpoint)) throw new ResourceNotFoundError(uri);
  try {
    return whole(await source.tool.call(callOn(endpoint), source.input(id)));
  } catch (thrown) {
    if (thrown instanceof GnosisError && thrown.status === 404) throw new ResourceNotFoundError(uri, thrown.message);
    throw thrown;
  }
}

function whole({ text }: Answer): string {
  return typeof text === "string" ? text : [...(text.head ?? []), ...text.lines, ...(text.foot ?? [])].join("\n");
}
