import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A registry that takes every transfer of a layer and doesn't finish it for hours, and sees when the engine gives it up. */
export interface StuckRegistry {
  readonly address: string;
  /** Transfers that hang now. */
  readonly open: () => number;
  /** Transfers that the engine broke off. */
  readonly ended: () => number;
  readonly stop: () => Promise<void>;
}

const digest = (text: string): string => `sha256:${createHash("sha256").update(text).digest("hex")}`;
const config = JSON.stringify({
  architecture: "amd64",
  os: "linux",
  rootfs: { type: "layers", diff_ids: [digest("x")] },
});
const type = "application/vnd.docker.distribution.manifest.v2+json";
const manifest = JSON.stringify({
  schemaVersion: 2,
  mediaType: type,
  config: { mediaType: "application/vnd.docker.container.image.v1+json", size: config.length, digest: digest(config) },
  layers: [
    { mediaType: "application/vnd.docker.image.rootfs.diff.tar.gzip", size: 1_000_000, digest: digest("layer") },
  ],
});

/** Starts it on a free port of loopback. */
export async function startStuckRegistry(): Promise<StuckRegistry> {
  let open = 0;
  let ended = 0;
  const hang = (response: ServerResponse): void => {
    open++;
    response.once("close", () => {
      open--;
      ended++;
    });
  };
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const { method, url = "" } = request;
    if (url === "/v2/") return void response.end("{}");
    if (url.includes("/manifests/")) {
      response.writeHead(200, {
        "content-type": type,
        "content-length": manifest.length,
        "docker-content-digest": digest(manifest),
      });
      return void response.end(method === "HEAD" ? undefined : manifest);
    }
    if (method === "POST") {
      const location = `http://${request.headers.host}/v2/x/blobs/uploads/1`;
      return void response.writeHead(202, { location, "docker-upload-uuid": "1", range: "0-0" }).end();
    }
    if (method === "HEAD") return void response.writeHead(404).end();
    if (url.includes(digest(config))) return void response.end(config);
    request.resume();
    hang(response);
    if (method !== "GET") return;
    // A byte now and then: the engine looks whether it is still wanted only between two reads.
    response.writeHead(200, { "content-length": 1_000_000 });
    const drip = setInterval(() => response.write("."), 100);
    response.once("close", () => clearInterval(drip));
  };
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    open: () => open,
    ended: () => ended,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
