import type { EngineClient } from "../../engine/client.ts";
import type { EngineEvent } from "../../engine/model.ts";
import type { Happening } from "./facts.ts";

/** Events of one container that the engine still remembers (its last 256 of all), oldest first. `since` in Unix milliseconds. */
export async function engineEvents(
  engine: EngineClient,
  container: string,
  since: number,
  signal: AbortSignal,
): Promise<Happening[]> {
  const until = Date.now() / 1000;
  const filters = JSON.stringify({ type: ["container"], container: [container] });
  const query = { since: Math.floor(since / 1000), until: until.toFixed(9), filters };
  const happenings: Happening[] = [];
  for await (const value of engine.values("GET", "/events", { query, signal })) {
    const event = value as EngineEvent;
    happenings.push({
      time: event.timeNano > 0 ? event.timeNano / 1e6 : event.time * 1000,
      action: event.Action,
      attributes: event.Actor.Attributes,
    });
  }
  return happenings;
}
