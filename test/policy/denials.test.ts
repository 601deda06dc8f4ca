import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { connect, tell } from "../mcp/connect.ts";
import { startGuarded, type Guarded } from "../proxy/support/guarded.ts";
import { dispatch } from "../../src/app/dispatch.ts";
import { fakeTerminal } from "../../src/surfaces/cli/test-support/fake-terminal.ts";
import { client } from "../support/client.ts";
import { createContainer, removeOwn, uniqueName, type TestContainer } from "../support/engine.ts";
import { rawCall, bytes } from "../support/engine-call.ts";

const policy = `version: 1
roles:
  shop:
    scope: [{ label: { team: shop } }, { kind: image }]
    allow: [risk:read, "container.*"]
    deny:
      - operations: container.restart
        where: { label: { env: prod } }
        name: no-restart
        reason: Production is restarted by people.
`;
let guarded: Guarded;
let token: string;
let own: TestContainer;
let other: TestContainer;

before(async () => {
  guarded = await startGuarded({ roles: ["shop"], policy });
  const made = await guarded.server.call("POST", "/api/tokens", { name: "bot", role: "shop" });
  token = made.body.text;
  own = await createContainer({ labels: { team: "shop", env: "prod" } });
  // Unlike the other's name: otherwise chance would have the one be told as what may have been meant.
  other = await createContainer({ name: uniqueName("mailroom"), labels: { team: "mail", secret: "told-nobody" } });
});
after(async () => {
  await guarded?.stop();
  await removeOwn();
});

/** What each surface says to who restarts a container. */
const surfaces: Readonly<Record<string, (name: string) => Promise<string>>> = {
  REST: async (name) => (await client(guarded.server.url, token)("POST", `/api/containers/${name}/restart`)).text,
  MCP: async (name) => {
    const session = await connect(guarded.server, { token });
    const { all } = await tell(session, "container_restart", { container: name });
    await session.close();
    return all;
  },
  "command line": async (name) => {
    const environment = { GNOSIS_DOCKER_URL: guarded.server.url, GNOSIS_DOCKER_TOKEN: token };
    const { terminal, kept } = fakeTerminal({ environment });
    await dispatch(["container", "restart", name], terminal);
    return kept.errors;
  },
  socket: async (name) => {
    const call = { socketPath: guarded.path("shop") };
    return String(await bytes(await rawCall("POST", `/v1.41/containers/${name}/restart`, call)));
  },
};

for (const [surface, restart] of Object.entries(surfaces))
  test(`a denial over ${surface} names the rule, why, and what a person could change, and nothing out of scope`, async () => {
    const denied = await restart(own.name);
    assert.match(denied, /Production is restarted by people\./);
    assert.match(denied, /shop\.no-restart/);
    assert.match(denied, /A person can change shop\.no-restart \(policy\.yaml:7\)/);
    assert.doesNotMatch(denied, /mail|told-nobody/);
    assert.ok(!denied.includes(other.name));
    const mask = (text: string, name: string): string => text.replaceAll(name, "NAME").replace(/[0-9a-f-]{36}/g, "ID");
    const nobody = "no-such-container";
    assert.equal(mask(await restart(other.name), other.name), mask(await restart(nobody), nobody));
  });
