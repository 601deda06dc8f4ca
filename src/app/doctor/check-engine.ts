import { createEngineClient } from "../../engine/create-client.ts";
import { endpointAddress, type Endpoint } from "../../engine/endpoint/endpoint.ts";
import { asGnosisError } from "../../kernel/errors.ts";
import { exposureOf } from "../engine-look/exposed.ts";
import { findingsOf } from "../engine-look/findings.ts";
import { lookAtEngine } from "../engine-look/look.ts";
import { finding, type Finding } from "./finding.ts";

/** Looks at one engine: is it reached, may it be, which version is it, and who else could use it. */
export async function checkEngine(endpoint: Endpoint): Promise<Finding[]> {
  const check = `engine ${endpoint.name}`;
  const found = await exposureOf(check, endpoint);
  const client = createEngineClient(endpoint);
  try {
    found.push(...findingsOf(check, endpointAddress(endpoint), await lookAtEngine(client)));
  } catch (thrown) {
    const error = asGnosisError(thrown);
    found.push(finding(check, "error", error.message, error.next));
  } finally {
    client.close();
  }
  return found;
}
