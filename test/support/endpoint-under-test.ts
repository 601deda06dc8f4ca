import { endpointsOf } from "../../src/app/sides/endpoints.ts";
import type { EndpointSetting } from "../../src/config/records.ts";
import type { Endpoint } from "../../src/engine/endpoint/endpoint.ts";
import { resolveEndpoint } from "../../src/engine/endpoint/resolve-endpoint.ts";

/** The variable that makes test files reach the engine another way: settings of endpoints, as JSON. What they do past the product stays on the socket. */
export const endpointVariable = "TEST_ENDPOINT";

/** The variable with the data directory in which the server that started an embedded engine keeps it. */
export const embeddedVariable = "TEST_EMBEDDED_IN";

/** The way by which the product reaches the test engine: the socket, unless the environment says otherwise. */
export function endpointUnderTest(): Endpoint {
  const text = process.env[endpointVariable];
  if (text === undefined) return resolveEndpoint();
  const endpoints = JSON.parse(text) as EndpointSetting[];
  return endpointsOf({ endpoints, engine: undefined, dataDir: process.env[embeddedVariable] ?? "/nonexistent" }, {})[0];
}

/** The environment of a server that reaches the test engine that way. An embedded engine is another server's already, and shared by its socket. */
export function serverEndpoint(): Readonly<Record<string, string>> {
  const text = process.env[endpointVariable];
  return text === undefined || process.env[embeddedVariable] !== undefined ? {} : { GNOSIS_ENDPOINTS: text };
}
