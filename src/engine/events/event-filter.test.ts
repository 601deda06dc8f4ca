import assert from "node:assert/strict";
import { test } from "node:test";
import type { EngineEvent } from "../model.ts";
import { isAskedFor } from "./event-filter.ts";

const event = (Type: string, Action: string, ID: string, Attributes: Record<string, string>): EngineEvent => ({
  ...{ Type, Action, time: 1, timeNano: 1 },
  Actor: { ID, Attributes },
});
const web = event("container", "exec_start: sh", "abc123", {
  name: "web",
  image: "ghcr.io:443/me/shop:1",
  tier: "front",
});
const pulled = event("image", "pull", "node:24", { name: "node" });

test("events are chosen as the engine chooses them", () => {
  const cases: [EngineEvent, Record<string, string[]>, boolean][] = [
    [web, {}, true],
    [web, { type: ["container", "image"] }, true],
    [web, { type: ["image"] }, false],
    [web, { event: ["exec_start"] }, true],
    [web, { event: ["exec_start: sh"] }, true],
    [web, { event: ["exec"] }, false],
    [pulled, { event: ["pu"] }, false],
    [web, { container: ["abc"] }, true],
    [web, { container: ["web"] }, true],
    [web, { container: ["eb"] }, false],
    [web, { image: ["ghcr.io:443/me/shop"] }, true],
    [web, { image: ["ghcr.io:443/me/shop:1"] }, true],
    [web, { image: ["ghcr.io:443/me/shop:2"] }, false],
    [pulled, { image: ["node"] }, true],
    [pulled, { image: ["node:24"] }, true],
    [web, { label: ["tier"] }, true],
    [web, { label: ["tier=front", "name"] }, true],
    [web, { label: ["tier=back"] }, false],
    [web, { label: ["constructor"] }, false],
  ];
  for (const [one, filters, wanted] of cases) assert.equal(isAskedFor(one, filters), wanted, JSON.stringify(filters));
});
