import { randomBytes } from "node:crypto";
import { type EngineProduct, lacksOf, productOf } from "../../engine/capabilities.ts";
import type { EngineClient } from "../../engine/client.ts";
import { asGnosisError, GnosisError } from "../../kernel/errors.ts";

/** Milliseconds that each question to an engine may take. */
const patience = 5_000;

interface EngineInfo {
  readonly ServerVersion?: string;
  readonly SystemTime?: string;
  readonly OperatingSystem?: string;
  readonly Warnings?: readonly string[] | null;
}

/** What may be done there: everything, looking alone, or it can't be told. */
export type Rights = "change" | "look" | "unknown";

/** What one look at an engine that answers came to. */
export interface EngineLook extends EngineProduct {
  readonly system: string | undefined;
  /** Milliseconds until it answered. */
  readonly latency: number;
  /** Milliseconds that its clock is ahead of ours, and how exactly that is known; nothing where it doesn't say. */
  readonly clock: { readonly ahead: number; readonly within: number } | undefined;
  readonly rights: Rights;
  readonly lacks: readonly string[];
  /** What the engine itself warns of. */
  readonly warnings: readonly string[];
}

/** Asks an engine what it is, and what may be done there. Throws the engine's or the transport's error. */
export async function lookAtEngine(client: EngineClient, signal?: AbortSignal): Promise<EngineLook> {
  const asking = { timeout: patience, ...(signal && { signal }) };
  const api = await client.apiVersion(AbortSignal.any([AbortSignal.timeout(patience), ...(signal ? [signal] : [])]));
  const began = performance.now();
  const ping = await client.open("GET", "/_ping", asking);
  const latency = performance.now() - began;
  ping.body.resume();
  const asked = Date.now();
  const info = await client.json<EngineInfo>("GET", "/info", asking);
  const answered = Date.now();
  // Its clock was read somewhere between question and answer: the middle is off by half of that at most.
  const ahead = Date.parse(info.SystemTime ?? "") - (asked + answered) / 2;
  const said = productOf(ping.headers["server"]) ?? { product: "Docker Engine" as const, version: "unknown" };
  const product = { ...said, api, ...(info.ServerVersion === undefined ? {} : { version: info.ServerVersion }) };
  return {
    ...product,
    system: info.OperatingSystem,
    latency,
    clock: Number.isNaN(ahead) ? undefined : { ahead, within: (answered - asked) / 2 },
    rights: await rightsOf(client, asking),
    lacks: lacksOf(product),
    warnings: (info.Warnings ?? []).map((text) => text.trim().replace(/^WARNING: /, "").split("\n")[0] ?? ""), // prettier-ignore
  };
}

/** Whether changes are let through, by one that can't happen: it means a container that nobody has. */
async function rightsOf(client: EngineClient, asking: { timeout: number; signal?: AbortSignal }): Promise<Rights> {
  const nobody = `gnosis-docker-rights-${randomBytes(8).toString("hex")}`;
  try {
    await client.json("POST", `/containers/${nobody}/unpause`, asking);
  } catch (thrown) {
    const error = asGnosisError(thrown);
    if (error.code === "CONTAINER_NOT_FOUND") return "change";
    const status = error instanceof GnosisError ? error.detail.extra?.["engineStatus"] : undefined;
    if (status === 401 || status === 403 || status === 405) return "look";
  }
  return "unknown";
}
