/** A JSON-RPC message as far as a bridge looks into it. */
export interface Message {
  readonly jsonrpc?: string;
  readonly id?: string | number | null;
  readonly method?: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly result?: Readonly<Record<string, unknown>>;
  readonly error?: unknown;
}

/** Whether it wants an answer. */
export function isRequest(
  message: Message,
): message is Message & { readonly id: string | number; readonly method: string } {
  return message.method !== undefined && message.id !== undefined && message.id !== null;
}

/** The protocol revision that a message of the 2026-07-28 era carries itself; nothing for older ones. */
export function ownRevision(message: Message): string | undefined {
  const meta = message.params?.["_meta"] as Readonly<Record<string, unknown>> | undefined;
  const revision = meta?.["io.modelcontextprotocol/protocolVersion"];
  return typeof revision === "string" ? revision : undefined;
}

/** Which parameter the `Mcp-Name` header repeats, by method (SEP-2243). */
const namedBy: Readonly<Record<string, string>> = {
  "tools/call": "name",
  "prompts/get": "name",
  "resources/read": "uri",
};

/** The headers that the 2026-07-28 era wants beside the body; none for older ones. */
export function messageHeaders(message: Message): Record<string, string> {
  const revision = ownRevision(message);
  if (revision === undefined || message.method === undefined) return {};
  const name = message.params?.[namedBy[message.method] ?? ""];
  return {
    "mcp-protocol-version": revision,
    "mcp-method": message.method,
    ...(typeof name === "string" ? { "mcp-name": headerValue(name) } : {}),
  };
}

/** A value as a header may hold it: as it is, or in the protocol's Base64 form. */
export function headerValue(value: string): string {
  const plain = /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/.test(value) && !value.startsWith("=?base64?");
  return plain ? value : `=?base64?${Buffer.from(value).toString("base64")}?=`;
}

/** The answer to a request that could not be handed on. */
export function failure(id: string | number, message: string): Message {
  return { jsonrpc: "2.0", id, error: { code: -32000, message } };
}
