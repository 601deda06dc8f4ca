import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Client } from "@modelcontextprotocol/client";
import { removeOwn } from "../support/cleanup.ts";
import { createContainer, type TestContainer, uniqueName } from "../support/containers.ts";
import { startServer, type TestServer } from "../support/server.ts";
import { labels } from "../support/run-id.ts";
import { waitFor } from "../support/wait-for.ts";
import { connect, tell } from "./connect.ts";

/** Planted where secrets are found in practice; none may reach a model. */
const secrets = {
  environment: "pl4nted-env-secret-9f3",
  log: "pl4nted-log-secret-77a",
  bare: "pl4nted-bare-secret-1c2",
  url: "pl4nted-url-secret-5d8",
  label: "pl4nted-label-secret-e01",
  command: "pl4nted-command-secret-b42",
  input: "pl4nted-input-secret-c55",
} as const;

let server: TestServer;
let client: Client;
let holder: TestContainer;

before(async () => {
  server = await startServer();
  client = await connect(server, { profile: "admin" });
  holder = await createContainer({
    env: [`DB_PASSWORD=${secrets.environment}`, `API_TOKEN=${secrets.bare}`, `UNSUSPICIOUS=${secrets.input}`],
    labels: { "app.secret": secrets.label },
    command: [
      "sh",
      "-c",
      `echo "connecting with password=${secrets.log}"; echo "sent ${secrets.bare} to the server" >&2; echo "ERROR postgres://app:${secrets.url}@db/x failed" >&2; echo ready; exec sleep 600`,
      "--",
      `--token=${secrets.command}`,
    ],
  });
  await waitFor("its words", async () =>
    (await tell(client, "log_search", { containers: [holder.name] })).text.includes("ready"),
  );
});

after(async () => {
  await client?.close();
  await server?.stop();
  await removeOwn();
});

test("no planted secret is in any answer of any tool, in either form", async () => {
  const { tools } = await client.listTools();
  const container = holder.name;
  const run = uniqueName();
  const stack = uniqueName("secret").toLowerCase();
  const document = `services:\n  web:\n    image: busybox\n    environment: { API_TOKEN: ${secrets.bare}, OTHER: "\${PASSWORD}" }\n    command: sleep 600\n`;
  const calls: Record<string, Record<string, unknown>[]> = {
    container_list: [{}, { all: true }],
    container_diagnose: [{ container }],
    host_diagnose: [{}],
    network_diagnose: [
      { from: container, to: "outside" },
      { from: "host", to: container },
    ],
    log_search: [
      { containers: [container] },
      { containers: [container], pattern: "p", context: 5 },
      { containers: [container], level: "error", context: 3 },
      { containers: [container], pattern: secrets.bare },
    ],
    log_wait: [{ container, pattern: "ready", since: "10m", timeout: "5s" }],
    container_inspect: [{ container, max_tokens: 5000 }],
    container_diff: [
      { container, max_tokens: 5000 },
      { container, from: "1s" },
    ],
    container_stats: [{ container }],
    container_wait: [{ container, timeout: "100ms" }],
    object_list: [{ kind: "image" }, { kind: "volume" }, { kind: "network" }],
    event_list: [{ since: "10m" }],
    record_list: [{}],
    container_exec: [{ container, command: ["sh", "-c", "env; cat /proc/1/cmdline"] }],
    container_run: [
      {
        image: "busybox:latest",
        name: run,
        labels: { ...labels },
        env: { MY_PASSWORD: secrets.input },
        command: ["sh", "-c", "echo password=$MY_PASSWORD; env"],
        mode: "wait",
      },
    ],
    container_restart: [{ container, timeout: "1s" }],
    container_pause: [{ container }, { container, resume: true }],
    container_kill: [{ container, signal: "SIGHUP" }],
    container_update: [{ container, memory: "64MiB" }],
    container_recreate: [{ container, image: "no-such-image:1", env: { MY_PASSWORD: secrets.input } }],
    container_stop: [{ container, timeout: "1s" }],
    container_start: [{ container }],
    image_pull: [{ image: "no-such-registry.invalid/x:1" }],
    image_push: [{ image: "no-such-registry.invalid/x:1" }],
    image_build: [{ project: "no-such-project", build_args: { TOKEN: secrets.input } }],
    object_create: [{ kind: "volume", name: uniqueName("secret"), labels: { ...labels } }],
    object_remove: [{ kind: "volume", name: "no-such-volume" }],
    approval_wait: [{ approval: "apr_nothing", timeout: "100ms" }],
    host_prune: ["container", "image", "volume", "network"].map((kind) => ({
      kind,
      dry_run: true,
      max_tokens: 20_000,
    })),
    sandbox_use: [{ action: "list" }, { action: "exec", name: "no-such-sandbox", command: ["echo", secrets.input] }],
    stack_use: [
      { action: "save", name: stack, document, env: { PASSWORD: secrets.input } },
      ...["list", "inspect", "history", "plan"].map((action) => ({
        action,
        name: action === "list" ? undefined : stack,
      })),
      { action: "plan", name: stack, down: true },
      // What is masked can be carried elsewhere in the document, but not out of it.
      { action: "check", name: stack, document: document.replace("command", "mem_limit: ${PASSWORD}\n    command") },
      { action: "save", name: stack, document: document.replace("command", "mem_limit: ${PASSWORD}\n    command") },
      { action: "remove", name: stack },
    ],
    answer_continue: [{ cursor: "nothing" }],
    container_remove: [{ container, force: true }],
  };
  const untested = tools.map((tool) => tool.name).filter((name) => calls[name] === undefined);
  assert.deepEqual(untested, [], "every tool is called here");
  for (const [name, inputs] of Object.entries(calls)) {
    if (!tools.some((tool) => tool.name === name)) continue;
    for (const input of inputs) {
      const { all } = await tell(client, name, input);
      for (const [kind, secret] of Object.entries(secrets)) {
        // The caller's own search text is not a leak, but it does not come back either.
        assert.ok(
          !all.includes(secret),
          `${name} ${JSON.stringify(input)} shows the ${kind} secret: ${all.slice(0, 1500)}`,
        );
      }
    }
  }
});

test("resources show no more than tools", async () => {
  const other = await createContainer({
    env: [`DB_PASSWORD=${secrets.environment}`],
    labels: { "app.secret": secrets.label },
  });
  for (const uri of [
    "docker://containers",
    `docker://containers/${other.name}`,
    `docker://logs/${other.name}`,
    `docker://diagnosis/${other.name}`,
  ]) {
    const text = JSON.stringify(await client.readResource({ uri }));
    for (const secret of Object.values(secrets)) assert.ok(!text.includes(secret), uri);
  }
});
