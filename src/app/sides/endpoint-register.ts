import type { CallerView } from "../../catalogue/operation.ts";
import type { EngineClient } from "../../engine/client.ts";
import type { Endpoint } from "../../engine/endpoint/endpoint.ts";
import { asGnosisError } from "../../kernel/errors.ts";
import type { EndpointCheck, EndpointRegister } from "../../operations/endpoint-register.ts";
import { exposureOf } from "../engine-look/exposed.ts";
import { findingsOf } from "../engine-look/findings.ts";
import { lookAtEngine } from "../engine-look/look.ts";
import { noSuchEndpoint } from "./choose-side.ts";

async function check(
  client: EngineClient,
  endpoint: Endpoint | undefined,
  signal: AbortSignal,
): Promise<EndpointCheck> {
  const { name, kind, address } = client.endpoint;
  const exposure = endpoint === undefined ? [] : await exposureOf(name, endpoint);
  const shown = (found: typeof exposure) =>
    found.filter(({ severity }) => severity !== "ok").map(({ check: _, ...rest }) => rest);
  try {
    const look = await lookAtEngine(client, signal);
    const { product, version, api, rights, lacks, latency, clock } = look;
    return {
      ...{ name, kind, address, ok: true, product, version, api, rights, lacks },
      latency: Number(latency.toFixed(1)),
      ...(clock === undefined ? {} : { clock: Math.round(clock.ahead) }),
      findings: shown([...exposure, ...findingsOf(name, address, look)]),
    };
  } catch (thrown) {
    const { code, message, next } = asGnosisError(thrown);
    return { name, kind, address, ok: false, error: { code, message, next }, lacks: [], findings: shown(exposure) };
  }
}

/** The engines of a server by their clients, in the order of the settings; `settings` are those that the settings name. */
export const endpointRegister = (
  clients: (caller: CallerView) => readonly EngineClient[],
  settings: readonly Endpoint[],
): EndpointRegister => ({
  list: (caller) => clients(caller).map(({ endpoint: { name, kind, address } }) => ({ name, kind, address })),
  check: (name, caller, signal) => {
    const all = clients(caller);
    const wanted = name === undefined ? all : all.filter(({ endpoint }) => endpoint.name === name);
    if (wanted.length === 0)
      throw noSuchEndpoint(
        name ?? "",
        all.map(({ endpoint }) => endpoint.name),
      );
    const said = (client: EngineClient) => settings.find((one) => one.name === client.endpoint.name);
    return Promise.all(wanted.map((client) => check(client, said(client), signal)));
  },
});
