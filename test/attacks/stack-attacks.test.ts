import assert from "node:assert/strict";
import { test } from "node:test";
import { createContainer, engine, labels, uniqueName } from "../support/engine.ts";
import { oneAgent } from "./one-agent.ts";

// Compose documents that ask for what the role may not have: nothing of them is made, whichever step it would be in.

let victim: { readonly name: string; readonly id: string };
const names = { network: uniqueName("hiddennet"), volume: uniqueName("hiddenvol"), image: uniqueName("hiddenimg") };
const world = oneAgent(
  [
    "scope: [{ owned: true }, { kind: image, image: busybox }]",
    'allow: ["*"]',
    "containment: { level: baseline, mountRoots: [], images: [busybox] }",
  ],
  async () => {
    await engine("POST", "/networks/create", { Name: names.network, Labels: labels });
    await engine("POST", "/volumes/create", { Name: names.volume, Labels: labels });
    victim = await createContainer({ name: uniqueName("victim") });
    await engine("POST", `/commit?container=${victim.id}&repo=${names.image}`, { Labels: labels });
  },
);

const own = `labels: ${JSON.stringify(labels)}`;
const document = (service: string, more = ""): string =>
  `services:\n  web: { image: busybox, command: sleep 60, ${own}, ${service} }\nnetworks: { default: { ${own} } }\n${more}`;

const attacks = (): readonly (readonly [string, string])[] => [
  ["privileged", document("privileged: true")],
  ["the host's network", document("network_mode: host")],
  ["the host's processes", document("pid: host")],
  ["the host's shared memory", document("ipc: host")],
  ["the host's users", document("userns_mode: host")],
  ["the host's name", document("uts: host")],
  ["the host's control groups", document("cgroup: host")],
  ["a parent of control groups", document("cgroup_parent: /")],
  ["another's network namespace", document(`network_mode: "container:${victim.name}"`)],
  ["another's processes", document(`pid: "container:${victim.id}"`)],
  ["the host's root", document('volumes: ["/:/host"]')],
  ["the engine's socket", document('volumes: ["/var/run/docker.sock:/s"]')],
  ["the engine's socket by Compose's own word", document("use_api_socket: true")],
  ["a bind in the long form", document("volumes: [{ type: bind, source: /etc, target: /e }]")],
  ["a bind behind a variable", document('volumes: ["${NOWHERE:-/etc}:/e"]')],
  ["a bind by a relative path", document('volumes: ["../../../../etc:/e"]')],
  [
    "a volume that is a directory of the host",
    document('volumes: ["v:/e"]', "volumes: { v: { driver_opts: { type: none, o: bind, device: /etc } } }\n"),
  ],
  ["another's volume", document('volumes: ["v:/e"]', `volumes: { v: { external: true, name: ${names.volume} } }\n`)],
  ["another's volume by its name", document('volumes: ["v:/e"]', `volumes: { v: { name: ${names.volume} } }\n`)],
  [
    "another's network",
    `services:\n  web: { image: busybox, command: sleep 60, ${own}, networks: [n] }\nnetworks: { n: { external: true, name: ${names.network} } }\n`,
  ],
  [
    "another's network by its name",
    `services:\n  web: { image: busybox, command: sleep 60, ${own}, networks: [n] }\nnetworks: { n: { name: ${names.network} } }\n`,
  ],
  [
    "the host's network by another name",
    `services:\n  web: { image: busybox, ${own}, networks: [n] }\nnetworks: { n: { external: true, name: host } }\n`,
  ],
  [
    "a network of another driver",
    `services:\n  web: { image: busybox, ${own}, networks: [n] }\nnetworks: { n: { driver: macvlan, driver_opts: { parent: eth0 }, ${own} } }\n`,
  ],
  ["an image out of scope", `services:\n  web: { image: ${names.image}, command: sleep 60, ${own} }\n`],
  ["capabilities", document("cap_add: [SYS_ADMIN]")],
  ["capabilities by an anchor", `x-a: &a { cap_add: [ALL] }\nservices:\n  web: { image: busybox, ${own}, <<: *a }\n`],
  ["a device", document('devices: ["/dev/mem:/dev/mem"]')],
  ["device rules", document('device_cgroup_rules: ["a *:* rwm"]')],
  ["an unconfined profile", document('security_opt: ["seccomp:unconfined"]')],
  ["another runtime", document("runtime: crun")],
  ["a kernel setting", document('sysctls: { kernel.core_pattern: "|/x" }')],
  [
    "a log driver that calls out",
    document('logging: { driver: syslog, options: { syslog-address: "tcp://127.0.0.1:1" } }'),
  ],
  ["an address beyond this machine", document('ports: ["0.0.0.0:18081:80"]')],
  ["a low port", document('ports: ["127.0.0.1:22:22"]')],
  ["a forged owner", document("x-a: 1").replace(own, 'labels: { gnosis-docker.owner: "somebody" }')],
  ["a protected label", document("x-a: 1").replace(own, 'labels: { gnosis-docker.protected: "true" }')],
  ["another's name", document(`container_name: ${victim.name}`)],
  ["a name like an id", document(`container_name: ${"ab".repeat(16)}`)],
  ["files of the server", document('env_file: ["/etc/passwd"]')],
  ["a secret from a file", document("secrets: [s]", "secrets: { s: { file: /etc/shadow } }\n")],
  ["another document", "include: [/etc/passwd]\nservices:\n  web: { image: busybox }\n"],
  ["a service of another document", document("extends: { file: /etc/passwd, service: x }")],
  ["a build", document("build: /")],
];

test("a stack within the role's limits comes up, so that the refusals below mean something", async () => {
  const name = uniqueName("pile");
  assert.equal((await world.agent("PUT", `/api/stacks/${name}`, { document: document("x-a: 1") })).status, 200);
  const up = await world.agent("POST", `/api/stacks/${name}/up`, {});
  assert.equal(up.status, 200, up.text);
  await world.agent("POST", `/api/stacks/${name}/down`, {});
});

test("no document gets a container what the role may not have", async (t) => {
  for (const [title, text] of attacks()) {
    await t.test(title, async () => {
      const name = uniqueName("pile");
      const saved = await world.agent("PUT", `/api/stacks/${name}`, { document: text });
      const up = await world.agent("POST", `/api/stacks/${name}/up`, {});
      const made = await engine<{ Id: string; Names: string[]; Image: string; Labels: Record<string, string> }[]>(
        "GET",
        "/containers/json?all=1",
      );
      const of = made.filter(({ Labels }) => Labels["com.docker.compose.project"] === name);
      assert.deepEqual(of, [], `${saved.text}\n${up.text}`);
      assert.ok(up.status >= 400 && up.status < 500, `${saved.text}\n${up.text}`);
      assert.ok(!`${saved.text}${up.text}`.includes("root:"), "a file of the server is shown");
    });
  }
  assert.equal((await engine("GET", `/containers/${victim.id}/json`)).State.Status, "running");
});
