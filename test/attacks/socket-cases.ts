import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { requestBytes } from "../proxy/support/raw-request.ts";

/** One line of the collection of requests. */
export interface AttackCase {
  readonly id: string;
  readonly class: string;
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  readonly effect: string;
  readonly expected: "allow" | "deny";
}

/** Every line of the collection. */
export const attackCases: readonly AttackCase[] = readFileSync(new URL("attacks.jsonl", import.meta.url), "utf8")
  .split("\n")
  .filter((line) => line !== "")
  .map((line) => JSON.parse(line) as AttackCase);

/** What the placeholders of a case stand for. */
export type Scene = Readonly<Record<string, string>>;

const fill = (text: string, scene: Scene): string =>
  text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => scene[name] ?? whole);

/** A request that is not to be decided on its own: its bytes are odd on purpose. */
const privileged = '{"Image":"busybox:latest","Cmd":["true"],"HostConfig":{"Privileged":true}}';
const create = "POST /v1.41/containers/create HTTP/1.1\r\nHost: docker\r\nContent-Type: application/json\r\n";
const chunked = (text: string): string => `${text.length.toString(16)}\r\n${text}\r\n0\r\n\r\n`;
const ping = "GET /v1.41/_ping HTTP/1.1\r\nHost: docker\r\n";

const oddBytes: Readonly<Record<string, string>> = {
  "frame-002": `${create}Content-Length: 0\r\nTransfer-Encoding: chunked\r\n\r\n${chunked(privileged)}`,
  "frame-003": `${create}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n${chunked(privileged)}`,
  "frame-005": `${create}Content-Length: 0\r\n\r\n${ping}\r\n`,
  "frame-008": `POST /v1.41/containers/create HTTP/1.1\nHost: docker\nContent-Type: application/json\nX-A: 1\nContent-Length: ${privileged.length}\n\n${privileged}`,
  "frame-009": `${ping}\r\nGET /v1.41/info HTTP/1.1\r\nHost: docker\r\n\r\n`,
  "frame-010": "GET /v1.41/_ping HTTP/1.0\r\n\r\n",
  "hijack-001": `GET /v1.41/_ping HTTP/1.1\r\nHost: docker\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n${create}Content-Length: ${privileged.length}\r\n\r\n${privileged}`,
};

/** The exact bytes of a case. */
export function bytesOf(attack: AttackCase, scene: Scene, tar: Buffer): Buffer {
  const odd = oddBytes[attack.id];
  if (odd !== undefined) return Buffer.from(odd);
  // The collection writes the owner's label under a name that stands for any.
  const query = fill(attack.query, scene).replace("guard.owner", "gnosis-docker.owner");
  const target = `${fill(attack.path, scene)}${query === "" ? "" : `?${query}`}`;
  return requestBytes(attack.method, target, attack.headers, bodyOf(attack, scene, tar));
}

function bodyOf({ body }: AttackCase, scene: Scene, tar: Buffer): string | Buffer | undefined {
  if (body === null) return undefined;
  if (body.startsWith("<xz or gzip")) return gzipSync(tar);
  if (body.startsWith("<tar")) return tar;
  return fill(body, scene)
    .replace("<2 MiB of A>", "A".repeat(2_097_152))
    .replace("<1.2 MB of spaces>", " ".repeat(1_200_000))
    .replace("<20000 x [>...", "[".repeat(20_000));
}
