import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import type { TestServer } from "../support/server.ts";

const main = join(dirname(dirname(dirname(fileURLToPath(import.meta.url)))), "src/app/main.ts");

/** The ways to reach the server that are tested alike. */
export const ways = ["http 2026-07-28", "http 2025-11-25", "stdio 2026-07-28", "stdio 2025-11-25"] as const;
export type Way = (typeof ways)[number];

/** What a test may change about its client. */
export interface ConnectOptions {
  readonly way?: Way;
  readonly profile?: string;
  /** Null for no token at all. */
  readonly token?: string | null;
  readonly capabilities?: Readonly<Record<string, unknown>>;
}

/** The official client, connected to the server. */
export async function connect(server: TestServer, options: ConnectOptions = {}): Promise<Client> {
  const [transport, revision] = (options.way ?? "http 2026-07-28").split(" ");
  const token = options.token === undefined ? server.token : options.token;
  const client = new Client(
    { name: "test-client", version: "1.0.0" },
    {
      versionNegotiation: { mode: revision === "2025-11-25" ? "legacy" : { pin: "2026-07-28" } },
      ...(options.capabilities === undefined ? {} : { capabilities: options.capabilities as any }),
    },
  );
  if (transport === "stdio") {
    const env = { GNOSIS_DOCKER_URL: server.url, ...(token === null ? {} : { GNOSIS_DOCKER_TOKEN: token }) };
    const args = [main, "mcp", ...(options.profile === undefined ? [] : ["--profile", options.profile])];
    await client.connect(
      new StdioClientTransport({
        command: process.execPath,
        args,
        env: { ...process.env, ...env } as Record<string, string>,
        stderr: "inherit",
      }),
    );
    return client;
  }
  const url = new URL(`${server.url}/mcp${options.profile === undefined ? "" : `?profile=${options.profile}`}`);
  const headers = token === null ? {} : { authorization: `Bearer ${token}` };
  await client.connect(new StreamableHTTPClientTransport(url, { requestInit: { headers } }));
  return client;
}

/** What a tool answered. */
export interface Told {
  readonly text: string;
  /** Everything that a client may show to a model: all content and the structured part. */
  readonly all: string;
  readonly isError: boolean;
  readonly data: any;
}

/** Calls a tool and gives its answer. */
export async function tell(client: Client, name: string, input: Readonly<Record<string, unknown>> = {}): Promise<Told> {
  const result: any = await client.callTool({ name, arguments: input });
  const text = (result.content as { text?: string }[]).map((one) => one.text ?? "").join("\n");
  const all = JSON.stringify(result.content) + JSON.stringify(result.structuredContent ?? {});
  return { text, all, isError: result.isError === true, data: result.structuredContent };
}

/** Tokens as the gates count them: UTF-8 bytes of what the model sees, divided by four. */
export function tokensOf(told: Told): number {
  const data = told.data === undefined ? "" : JSON.stringify(told.data);
  return Math.ceil((Buffer.byteLength(told.text) + Buffer.byteLength(data)) / 4);
}
