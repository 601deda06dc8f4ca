import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import type { BodyKind } from "../../catalogue/operation.ts";
import { GnosisError } from "../../kernel/errors.ts";
import { parseStrictJson } from "../../kernel/strict-json.ts";
import { caseOf, paperContainment, paperObject, paperPaths } from "./paper-engine.ts";
import { mapFields } from "./tables/bodies.ts";

interface Attack {
  readonly id: string;
  readonly class: string;
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly body?: string;
  readonly expected: string;
}

const names: Readonly<Record<string, string>> = {
  IMG: "busybox:latest",
  IMG2: "evil:latest",
  C: "own",
  C64: "c".repeat(64),
  V: "victim",
  V12: "badbadbadbad",
  V64: "bad".repeat(21) + "b",
  Vprefix: "bad",
  HOST: "/etc",
  WS: "/srv/ws",
  EMPTY: "/srv/ws/empty",
  NET: "ownnet",
  OTHERNET: "othernet",
  OTHERVOL: "othervol",
  LISTENER: "127.0.0.1:9",
  HOSTSOCK: "/run/x.sock",
  E: "e",
};

const objects = [
  paperObject("image", "busybox:latest", { id: `sha256:${"ab".repeat(32)}`, references: ["busybox:latest"] }),
  paperObject("image", "evil:latest", { id: `sha256:00cb${"cd".repeat(30)}`, references: ["evil:latest"] }),
  paperObject("image", "trusted:latest", { id: `sha256:${"ef".repeat(32)}`, references: ["trusted:latest"] }),
  paperObject("container", "own", { mine: true }),
  paperObject("container", "victim", { id: names["V64"] as string }),
  paperObject("network", "ownnet", { mine: true }),
  paperObject("network", "n", { mine: true }),
  paperObject("network", "othernet"),
  paperObject("volume", "v", { mine: true }),
  paperObject("volume", "othervol"),
];

const containment = paperContainment(objects, {
  paths: paperPaths({ "/srv/ws/link": "/etc", "/srv/ws/esc": "/", "/srv/ws/dir": "/etc" }),
});

const kinds: readonly (readonly [RegExp, BodyKind])[] = [
  [/^\/v1\.41\/containers\/create$/, "container.create"],
  [/\/containers\/[^/]+\/update$/, "container.update"],
  [/\/containers\/\{C\}\/exec$/, "exec.create"],
  [/\/volumes\/create$/, "volume.create"],
  [/\/networks\/create$/, "network.create"],
  [/\/networks\/[^/]+\/connect$/, "network.connect"],
  [/^\/v1\.41\/build$/, "image.build"],
  [/^\/v1\.41\/commit$/, "container.commit"],
];

/** What the path, the query, the headers or the policy decides, and no body can. */
const elsewhere = new Set(["query", "form-body", "audit", "framing", "hijack", "path"]);
const notBodies = new Set([
  "json-024",
  "json-027",
  "img-005",
  "build-003",
  "json-018",
  "json-019",
  "json-020",
  "res-006",
]);

const fill = (text: string): string =>
  text
    .replace("guard.owner", "gnosis-docker.owner")
    .replace(/\{([A-Z][A-Za-z0-9]*)\}/g, (whole, name: string) => names[name] ?? whole);

const attacks = readFileSync(new URL("../../../test/attacks/attacks.jsonl", import.meta.url), "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as Attack);

for (const attack of attacks) {
  const kind = kinds.find(([pattern]) => pattern.test(attack.path))?.[1];
  if (kind === undefined || attack.method !== "POST") continue;
  const benign = attack.id.startsWith("ok-") || attack.expected.startsWith("allow");
  if (!benign && (elsewhere.has(attack.class) || notBodies.has(attack.id))) continue;
  test(`${attack.id} is ${benign ? "let through" : "refused"}`, async () => {
    const query = Object.fromEntries(new URLSearchParams(fill(attack.query ?? "")));
    const judge = async (): Promise<void> => {
      const text = kind === "image.build" || kind === "container.commit" ? "{}" : fill(attack.body ?? "{}");
      const body = parseStrictJson(text === "" ? "{}" : text, { maps: mapFields }) as Record<string, unknown>;
      const images = { images: ["busybox"] };
      await containment.judge(body, caseOf(kind, images, { query }));
    };
    if (benign) return judge();
    await assert.rejects(judge, (error) => error instanceof GnosisError && error.status < 500);
  });
}
