import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { dirname } from "node:path";
import { after, before, test } from "node:test";
import { engine, labels, removeOwn } from "../support/engine.ts";
import { makeWorld, type World } from "./rest-world.ts";

let world: World;
before(async () => {
  world = await makeWorld("stack.*");
});
after(async () => {
  await world?.server.stop();
  await removeOwn();
  if (world !== undefined) rmSync(dirname(world.workspace), { recursive: true, force: true });
});

const [key, value] = Object.entries(labels)[0] ?? ["", ""];
const own = `labels: { ${key}: "${value}" }`;

/** A document with one service that wants this; everything else of it is allowed. */
const wanting = (service: string, top = ""): string =>
  `services:\n  bad:\n    image: busybox\n    command: sleep 600\n    ${own}\n${service === "" ? "" : `    ${service}\n`}networks:\n  default: { ${own} }\n${top}`;

/** What a stack must not come to, by name: a service's line, and lines at the top. */
function wishes({
  outside,
  workspace,
  victim,
  otherVolume,
  otherNetwork,
  evilId,
}: World): Record<string, readonly [string, string?]> {
  return {
    "every privilege": ["privileged: true"],
    "a capability": ["cap_add: [ SYS_ADMIN ]"],
    "a device": ["devices: [ /dev/kmsg ]"],
    "no seccomp": ["security_opt: [ seccomp=unconfined ]"],
    "the host's network": ["network_mode: host"],
    "the host's network by name": ["networks: [ h ]", "  h: { external: true, name: host }\n"],
    "the host's processes": ["pid: host"],
    "the host's ipc": ["ipc: host"],
    "the host's users": ["userns_mode: host"],
    "the host's name space": ["uts: host"],
    "the host's cgroups": ["cgroup: host"],
    "a cgroup of its choice": ["cgroup_parent: /"],
    "the victim's network": [`network_mode: "container:${victim.name}"`],
    "the victim's processes": [`pid: "container:${victim.id.slice(0, 12)}"`],
    "a host directory": [`volumes: [ "${outside}:/x" ]`],
    "a host directory in the long form": [`volumes: [ { type: bind, source: ${outside}, target: /x } ]`],
    "a host directory that is made": [`volumes: [ { type: bind, source: ${outside}/new, target: /x, bind: { create_host_path: true } } ]`], // prettier-ignore
    "a link out of the workspace": [`volumes: [ "${workspace}/link:/x" ]`],
    "the engine's socket": ['volumes: [ "/var/run/docker.sock:/s" ]'],
    "the root by a variable": ['volumes: [ "${ROOT:-/}:/x" ]'],
    "a volume that is a host directory": ['volumes: [ "v:/x" ]', `volumes:\n  v: { driver: local, driver_opts: { type: none, o: bind, device: ${outside} } }\n`], // prettier-ignore
    "a volume of another": ['volumes: [ "v:/x" ]', `volumes:\n  v: { external: true, name: ${otherVolume} }\n`],
    "the name of another's volume": ['volumes: [ "v:/x" ]', `volumes:\n  v: { name: ${otherVolume} }\n`],
    "a network of another": ["networks: [ n ]", `  n: { external: true, name: ${otherNetwork} }\n`],
    "the name of another's network": ["networks: [ n ]", `  n: { name: ${otherNetwork} }\n`],
    "a network on the host's wire": ["networks: [ n ]", "  n: { driver: macvlan, driver_opts: { parent: eth0 } }\n"],
    "the victim's name": [`container_name: ${victim.name}`],
    "the owner's label": ["annotations: { a: b }"],
    "an image that it may not use": [`image: ${evilId}`],
    "a sysctl of the host": ["sysctls: { kernel.core_pattern: '|/x' }"],
    "a log that calls out": ["logging: { driver: syslog, options: { syslog-address: 'unix:///run/x.sock' } }"],
    "another runtime": ["runtime: io.containerd.runc.v2"],
  };
}

test("what a stack may be is brought up with the limits of the role, so that the refusals below mean something", async () => {
  const { agent, prefix, workspace } = world;
  const name = `${prefix}-fine`.toLowerCase();
  const saved = await agent("PUT", `/api/stacks/${name}`, { document: wanting(`volumes: [ "${workspace}/dir:/w" ]`) });
  assert.equal(saved.status, 200, saved.text);
  const up = await agent("POST", `/api/stacks/${name}/up`, {});
  assert.equal(up.status, 200, up.text);
  const { Config, HostConfig } = await engine("GET", `/containers/${name}-bad-1/json`);
  assert.ok(Config.Labels["gnosis-docker.owner"]);
  assert.deepEqual([HostConfig.Memory, HostConfig.PidsLimit], [67_108_864, 64], "limits are injected");
  const again = await agent("POST", `/api/stacks/${name}/plan`, {});
  assert.deepEqual(again.body.steps, [], "and make nothing different");
  assert.equal((await agent("POST", `/api/stacks/${name}/down`, {})).status, 200);
});

/** A plan must not tell of names that others have: these are refused when the stack is brought up. */
const hidden = new Set(["the victim's name", "the name of another's network"]);

test("a stack comes to nothing that its caller could not make alone", async (t) => {
  const { agent, prefix } = world;
  let number = 0;
  for (const [what, [service, top = ""]] of Object.entries(wishes(world))) {
    await t.test(what, async () => {
      const name = `${prefix}-${number++}`.toLowerCase();
      const document = service.startsWith("image:") ? wanting("", top).replace("image: busybox", service) : wanting(service, top); // prettier-ignore
      const saved = await agent("PUT", `/api/stacks/${name}`, { document });
      if (saved.status === 200) {
        const planned = await agent("POST", `/api/stacks/${name}/plan`, {});
        const unknowable = hidden.has(what) && planned.body.effect === "allow";
        assert.ok(planned.status >= 400 || planned.body.effect === "deny" || unknowable, planned.text);
        const up = await agent("POST", `/api/stacks/${name}/up`, {});
        assert.ok(up.status >= 400 && up.status < 500, `${up.status} ${up.text}`);
      } else assert.ok(saved.status >= 400 && saved.status < 500, saved.text);
      const filters = encodeURIComponent(JSON.stringify({ label: [`com.docker.compose.project=${name}`] }));
      assert.deepEqual(await engine("GET", `/containers/json?all=1&filters=${filters}`), [], "no container was made");
      const { Volumes } = await engine("GET", `/volumes?filters=${filters}`);
      assert.ok((Volumes ?? []).every(({ Options }: any) => Options === null || Object.keys(Options).length === 0));
      // An engine has addresses for some thirty networks.
      for (const { Id } of await engine<{ Id: string }[]>("GET", `/networks?filters=${filters}`))
        assert.equal((await agent("DELETE", `/api/networks/${Id}`)).status, 200);
    });
  }
});

test("a project's name takes nothing of what another has under it", async () => {
  const { agent, server, prefix } = world;
  const name = `${prefix}-theirs`.toLowerCase();
  const document = wanting("");
  assert.equal((await server.call("PUT", `/api/stacks/${name}`, { document })).status, 200);
  const up = await server.call("POST", `/api/stacks/${name}/up`, {});
  assert.equal(up.status, 200, up.text);
  const before = await engine("GET", `/containers/${name}-bad-1/json`);
  assert.equal((await agent("PUT", `/api/stacks/${name}`, { document })).status, 409);
  for (const [method, path] of [["GET", ""], ["POST", "/plan"], ["POST", "/up"], ["POST", "/down"], ["DELETE", ""]]) // prettier-ignore
    assert.equal((await agent(method as string, `/api/stacks/${name}${path}`, method === "POST" ? {} : undefined)).status, 404); // prettier-ignore
  assert.equal((await engine("GET", `/containers/${name}-bad-1/json`)).Id, before.Id);
  // Made beside it by hand, with the labels of that project: taking one's own down leaves the other's.
  const mine = await agent("POST", "/api/containers", {
    ...{ image: "busybox", name: `${prefix}-stray`, command: ["sleep", "600"] },
    labels: { ...labels, "com.docker.compose.project": name, "com.docker.compose.service": "bad" },
  });
  assert.equal(mine.status, 201, mine.text);
  const down = await agent("POST", `/api/stacks/${name}/down`, {});
  assert.equal(down.status, 200, down.text);
  assert.equal((await engine("GET", `/containers/${name}-bad-1/json`)).State.Running, true);
  assert.equal((await server.call("POST", `/api/stacks/${name}/down`, {})).status, 200);
});
