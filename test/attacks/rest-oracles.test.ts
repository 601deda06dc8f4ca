import assert from "node:assert/strict";
import { test } from "node:test";
import type { AnyOperation } from "../../src/catalogue/operation.ts";
import { operations } from "../../src/operations/index.ts";
import { createContainer, engine, labels, uniqueName } from "../support/engine.ts";
import { oneAgent } from "./one-agent.ts";

// Every operation that takes a name is given names of what is out of scope: the answer must be the one for what isn't there.

/** What there is and must not be told, by kind. */
let hidden: Readonly<Record<string, readonly string[]>>;
const world = oneAgent(
  ["scope: { owned: true }", 'allow: ["*"]', "containment: { level: baseline, mountRoots: [] }"],
  async () => {
    const names = { network: uniqueName("hiddennet"), volume: uniqueName("hiddenvol"), image: uniqueName("hiddenimg") };
    const network = await engine<{ Id: string }>("POST", "/networks/create", { Name: names.network, Labels: labels });
    await engine("POST", "/volumes/create", { Name: names.volume, Labels: labels });
    const { id, name } = await createContainer({
      name: uniqueName("hiddenbox"),
      hostConfig: { NetworkMode: names.network, Binds: [`${names.volume}:/v`] },
    });
    const image = await engine<{ Id: string }>("POST", `/commit?container=${id}&repo=${names.image}`, {
      Labels: labels,
    });
    hidden = {
      container: [name, id, id.slice(0, 12)],
      network: [names.network, network.Id, network.Id.slice(0, 12)],
      volume: [names.volume],
      image: [names.image, image.Id, image.Id.slice(7, 19)],
    };
  },
);

/** About the server itself, or with an effect of its own whoever is named. Names of new volumes and networks are the engine's: one that is taken is told. */
const left =
  /^(?:token|policy|approval|freeze|audit|sandbox|setting|store|undo|session|endpoint|terminal|build|template|cache)\.|\.prune$|^prune\.apply$|^trash\.empty$|^(?:volume|network)\.create$|^stack\.(?:save|restore|remove|up|down)$|^image\.(?:build|load|import|pull)$|^system\.ping$/;

const absentFor = (written: string): string =>
  /^[0-9a-f]{12,64}$/.test(written)
    ? "f".repeat(written.length)
    : written.startsWith("sha256:")
      ? `sha256:${"f".repeat(64)}`
      : `${written.slice(0, -4)}zzzz`;

/** The members of an input, but for the name of something new, that hold a text, or a list of texts. */
function places({ id }: AnyOperation, input: unknown): readonly (readonly string[])[] {
  return Object.entries((input ?? {}) as Record<string, unknown>).flatMap(([name, value]): string[][] => {
    if (name === "name" && /^container\.(?:create|run|rename)$/.test(id)) return [];
    if (typeof value === "string") return [[name]];
    if (Array.isArray(value) && value.every((one) => typeof one === "string") && value.length > 0) return [[name, "0"]];
    return [];
  });
}

function put(input: unknown, [name = "", index]: readonly string[], value: string): Record<string, unknown> {
  const copy = structuredClone(input) as Record<string, unknown>;
  copy[name] = index === undefined ? value : [value];
  return copy;
}

async function ask({ http }: AnyOperation, input: Record<string, unknown>): Promise<string> {
  const rest = { ...input };
  const path = http.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = String(rest[name]);
    delete rest[name];
    return encodeURIComponent(value);
  });
  const query =
    http.method === "GET" || http.method === "DELETE"
      ? `?${new URLSearchParams(Object.entries(rest).flatMap(([key, value]) => (Array.isArray(value) ? value : [value]).map((one): [string, string] => [key, String(one)])))}`
      : "";
  const { status, text } = await world.agent(
    http.method,
    `${path}${query}`,
    query === "" && http.method !== "GET" ? rest : undefined,
  );
  return `${status} ${text}`;
}

/** What differs from call to call, whatever is asked. */
const settled = (text: string, written: string): string =>
  text
    .replaceAll(written, "WRITTEN")
    .replaceAll(written.replace(/^sha256:/, ""), "WRITTEN")
    .replaceAll(/"(?:request|record)":"[^"]*"/g, "")
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "TIME")
    .replaceAll(/"(?:as_of|age|duration|took|until|since|generated|checked)[^,}]*/g, "");

test("no operation tells what is out of scope from what isn't there, wherever it is named", async (t) => {
  let asked = 0;
  for (const operation of operations as readonly AnyOperation[]) {
    if (left.test(operation.id) || operation.stream !== undefined || operation.upload !== undefined) continue;
    const inputs = operation.examples.map(({ input }) => input).filter((input) => places(operation, input).length > 0);
    if (inputs.length === 0) continue;
    await t.test(operation.id, async () => {
      for (const input of inputs)
        for (const place of places(operation, input))
          for (const [kind, all] of Object.entries(hidden))
            for (const written of all) {
              const absent = absentFor(written);
              const there = await ask(operation, put(input, place, written));
              const not = await ask(operation, put(input, place, absent));
              asked++;
              assert.equal(settled(there, written), settled(not, absent), `${place.join(".")} = ${kind} ${written}`);
              const secrets = Object.values(hidden).flat();
              const told = secrets.filter(
                (secret) => !written.includes(secret) && !secret.startsWith(written) && there.includes(secret),
              );
              assert.deepEqual(told, [], there.slice(0, 500));
            }
    });
  }
  assert.ok(asked > 300, `${asked}`);
});
