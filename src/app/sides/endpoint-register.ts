import type { CallerView } from "../../catalogue/operation.ts";
import type { EngineClient } from "../../engine/client.ts";
import { asGnosisError } from "../../kernel/errors.ts";
import type { EndpointCheck, EndpointRegister } from "../../operations/endpoint-register.ts";
import { noSuchEndpoint } from "./choose-side.ts";

/** Milliseconds that each question to an engine may take. */
const patience = 5_000;

async function check(client: EngineClient, signal: AbortSignal): Promise<EndpointCheck> {
  const { name, kind, address } = client.endpoint;
  try {
    const began = performance.now();
    await client.json("GET", "/_ping", { timeout: patience, signal });
    const latency = Number((performance.now() - began).toFixed(1));
    const asked = Date.now();
    const info = await client.json<{ ServerVersion?: string; SystemTime?: string }>("GET", "/info", {
      timeout: patience,
      signal,
    });
    // Its clock was read somewhere between question and answer: the middle is off by half of that at most.
    const off = Date.parse(info.SystemTime ?? "") - (asked + Date.now()) / 2;
    return {
      ...{ name, kind, address, ok: true, latency, api: await client.apiVersion(signal) },
      ...(info.ServerVersion === undefined ? {} : { version: info.ServerVersion }),
      ...(Number.isNaN(off) ? {} : { clock: Math.round(off) }),
    };
  } catch (thrown) {
    const { code, message, next } = asGnosisError(thrown);
    return { name, kind, address, ok: false, error: { code, message, next } };
  }
}

/** The engines of a server by their clients, in the order of the settings. */
export const endpointRegister = (clients: (caller: CallerView) => readonly EngineClient[]): EndpointRegister => ({
  list: (caller) => clients(caller).map(({ endpoint: { name, kind, address } }) => ({ name, kind, address })),
  check: (name, caller, signal) => {
    const all = clients(caller);
    const wanted = name === undefined ? all : all.filter(({ endpoint }) => endpoint.name === name);
    if (wanted.length === 0)
      throw noSuchEndpoint(
        name ?? "",
        all.map(({ endpoint }) => endpoint.name),
      );
    return Promise.all(wanted.map((client) => check(client, signal)));
  },
});
