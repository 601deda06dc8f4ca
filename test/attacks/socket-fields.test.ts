import { after, before, test } from "node:test";
import { runCases, type Case } from "./run-cases.ts";
import { openScene, type AttackScene } from "./socket-scene.ts";

// Fields of newer engines, bodies as older ones read them, and ways around the shape that a body has.

let open: AttackScene;

before(async () => {
  open = await openScene();
});

after(() => open?.close());

const json = { "Content-Type": "application/json" };
const tar = { "Content-Type": "application/x-tar" };
const at = (version: string): string => `POST /v${version}/containers/create`;
const create = at("1.41");
const host = (config: string): string => `{"Image":"{IMG}","Cmd":["true"],"HostConfig":${config}}`;
const mount = (fields: string): string => host(`{"Mounts":[{"Target":"/x",${fields}}]}`);

const olderVersions: readonly Case[] = ["1.24", "1.25", "1.30", "1.39", "1.40"].flatMap((version): Case[] => [
  [`a privileged container in the words of ${version}`, at(version), host('{"Privileged":true}'), json],
  [`a host mount in the words of ${version}`, at(version), host('{"Binds":["{HOST}:/x"]}'), json],
  [
    `a start with settings in the words of ${version}`,
    `POST /v${version}/containers/{C}/start`,
    '{"Privileged":true}',
    json,
  ],
  [`another's container in the words of ${version}`, `POST /v${version}/containers/{V}/stop`],
]);

const cases: readonly Case[] = [
  ...olderVersions,
  ["a version before the oldest", at("1.23"), host("{}"), json],
  ["settings at the top of the body, as before 1.15", at("1.24"), '{"Image":"{IMG}","Binds":["{HOST}:/x"]}', json],
  ["a privilege at the top of the body", at("1.24"), '{"Image":"{IMG}","Privileged":true}', json],
  ["the volumes of another's container at the top", at("1.24"), '{"Image":"{IMG}","VolumesFrom":"{V}"}', json],
  [
    "host settings twice in other cases",
    create,
    '{"Image":"{IMG}","HostConfig":{},"hostconfig":{"Privileged":true}}',
    json,
  ],
  [
    "host settings twice in one case",
    create,
    '{"Image":"{IMG}","HostConfig":{},"HostConfig":{"Privileged":true}}',
    json,
  ],
  ["host settings inside of settings", create, '{"Image":"{IMG}","Config":{"HostConfig":{"Privileged":true}}}', json],
  ["a privilege in capitals", create, host('{"PRIVILEGED":true}'), json],
  ["a privilege in the Kelvin sign's letter", create, host('{"\\u212aernelMemory":1,"Privileged":true}'), json],
  ["a privilege as a word", create, host('{"Privileged":"true"}'), json],
  ["a privilege as a number", create, host('{"Privileged":1}'), json],
  [
    "a device request for every device",
    create,
    host('{"DeviceRequests":[{"Count":-1,"Capabilities":[["gpu"]]}]}'),
    json,
  ],
  [
    "a device request by CDI",
    create,
    host('{"DeviceRequests":[{"Driver":"cdi","DeviceIDs":["vendor.com/device=all"]}]}'),
    json,
  ],
  [
    "a device of the host",
    create,
    host('{"Devices":[{"PathOnHost":"/dev/sda","PathInContainer":"/dev/sda","CgroupPermissions":"rwm"}]}'),
    json,
  ],
  ["an annotation for the runtime", create, host('{"Annotations":{"run.oci.keep_original_groups":"1"}}'), json],
  ["the host's cgroup namespace", create, host('{"CgroupnsMode":"host"}'), json],
  ["a time namespace that is none", create, host('{"TimeMode":"host"}'), json],
  ["an init by path", create, host('{"InitPath":"{HOST}/init"}'), json],
  [
    "a log driver that connects",
    create,
    host('{"LogConfig":{"Type":"syslog","Config":{"syslog-address":"tcp://{LISTENER}"}}}'),
    json,
  ],
  ["a log driver's plugin", create, host('{"LogConfig":{"Type":"{LISTENER}/plugin"}}'), json],
  ["isolation of another system", create, host('{"Isolation":"hyperv"}'), json],
  ["a credential spec", create, host('{"SecurityOpt":["credentialspec=file://x.json"]}'), json],
  [
    "a seccomp profile in the body",
    create,
    host('{"SecurityOpt":["seccomp={\\"defaultAction\\":\\"SCMP_ACT_ALLOW\\"}"]}'),
    json,
  ],
  ["masked paths by option", create, host('{"SecurityOpt":["systempaths=unconfined"]}'), json],
  [
    "privileges by an option with an equals sign",
    create,
    host('{"SecurityOpt":["no-new-privileges=false","apparmor=unconfined"]}'),
    json,
  ],
  ["an option with a colon", create, host('{"SecurityOpt":["apparmor:unconfined"]}'), json],
  ["all capabilities in lower case", create, host('{"CapAdd":["all"]}'), json],
  ["a capability with its prefix", create, host('{"CapAdd":["cap_sys_admin"]}'), json],
  ["capabilities as a word", create, host('{"CapAdd":"ALL"}'), json],
  ["capabilities under the older field", create, host('{"Capabilities":["CAP_SYS_ADMIN"]}'), json],
  ["a kernel setting outside of its namespace", create, host('{"Sysctls":{"kernel.core_pattern":"|/x"}}'), json],
  ["a mount of an image", create, mount('"Type":"image","Source":"{IMG2}"'), json],
  ["a mount of a cluster's volume", create, mount('"Type":"cluster","Source":"x"'), json],
  ["a mount of a named pipe", create, mount('"Type":"npipe","Source":"{HOST}"'), json],
  [
    "a part of another's volume",
    create,
    mount('"Type":"volume","Source":"{OTHERVOL}","VolumeOptions":{"Subpath":"../../.."}'),
    json,
  ],
  [
    "a volume with a driver in a mount",
    create,
    mount(
      '"Type":"volume","Source":"zz","VolumeOptions":{"DriverConfig":{"Name":"local","Options":{"type":"none","o":"bind","device":"/"}}}',
    ),
    json,
  ],
  [
    "a bind that makes its source",
    create,
    mount('"Type":"bind","Source":"{HOST}/new","BindOptions":{"CreateMountpoint":true}'),
    json,
  ],
  [
    "a bind that is shared",
    create,
    mount('"Type":"bind","Source":"{WS}/d","BindOptions":{"Propagation":"rshared"}'),
    json,
  ],
  ["a mount without a type", create, mount('"Source":"{HOST}"'), json],
  ["a tmpfs with devices", create, host('{"Tmpfs":{"/x":"rw,dev,suid,exec"}}'), json],
  ["a tmpfs over the root", create, host('{"Tmpfs":{"/":""}}'), json],
  ["a tmpfs over /proc by dots", create, host('{"Tmpfs":{"/x/../proc":""}}'), json],
  ["a bind of the guarded socket's directory", create, host('{"Binds":["{WS}/../:/x"]}'), json],
  ["a bind with an option that relabels", create, host('{"Binds":["{WS}/d:/x:Z"]}'), json],
  ["a link to another's container", create, host('{"Links":["{V}:x"]}'), json],
  [
    "an address of the host's own",
    create,
    '{"Image":"{IMG}","NetworkingConfig":{"EndpointsConfig":{"{OTHERNET}":{}}}}',
    json,
  ],
  [
    "a second network that is another's",
    create,
    '{"Image":"{IMG}","NetworkingConfig":{"EndpointsConfig":{"bridge":{},"{OTHERNET}":{}}}}',
    json,
  ],
  [
    "a driver's options at an endpoint",
    create,
    '{"Image":"{IMG}","NetworkingConfig":{"EndpointsConfig":{"bridge":{"DriverOpts":{"a":"b"}}}}}',
    json,
  ],
  ["a health check that is no list", create, '{"Image":"{IMG}","Healthcheck":{"Test":"CMD id"}}', json],
  ["the protected label in other letters", create, '{"Image":"{IMG}","Labels":{"gnosis-docker.owner":""}}', json],
  [
    "another owner by a doubled key",
    create,
    '{"Image":"{IMG}","Labels":{"a":"b"},"Labels":{"gnosis-docker.owner":"x"}}',
    json,
  ],
  ["a platform with a path", `${create}?platform=..%2F..%2Fx`, '{"Image":"{IMG}"}', json],
  [
    "an update with host settings inside",
    "POST /v1.41/containers/{C}/update",
    '{"HostConfig":{"Privileged":true}}',
    json,
  ],
  ["an update of devices", "POST /v1.41/containers/{C}/update", '{"Devices":[{"PathOnHost":"/dev/sda"}]}', json],
  ["an update of device rules", "POST /v1.24/containers/{C}/update", '{"DeviceCgroupRules":["a *:* rwm"]}', json],
  ["an update without the out-of-memory killer", "POST /v1.41/containers/{C}/update", '{"OomKillDisable":true}', json],
  ["an update of another's container", "POST /v1.24/containers/{V}/update", '{"Memory":0}', json],
  ["an exec with privileges", "POST /v1.41/containers/{C}/exec", '{"Cmd":["id"],"privileged":true}', json],
  ["an exec with an unknown field", "POST /v1.41/containers/{C}/exec", '{"Cmd":["id"],"Container":"{V}"}', json],
  ["an exec's start in another version", "POST /v1.24/exec/{E}/start", '{"Detach":true}', json],
  ["a commit of another's container", "POST /v1.24/commit?container={V}&repo=mine"],
  ["a commit that changes what runs", "POST /v1.41/commit?container={C}&repo=mine&changes=ENTRYPOINT%20%2Fx"],
  [
    "a commit with a forged owner",
    "POST /v1.41/commit?container={C}&repo=mine",
    '{"Labels":{"gnosis-docker.owner":"socket:other"}}',
    json,
  ],
  ["a commit under another's name", "POST /v1.41/commit?container={C}&repo={IMG2}"],
  ["a commit of two containers", "POST /v1.41/commit?container={C}&container={V}"],
  [
    "a checkpoint into a directory",
    "POST /v1.41/containers/{C}/checkpoints",
    '{"CheckpointID":"x","CheckpointDir":"{HOST}"}',
    json,
  ],
  ["a start from a checkpoint", "POST /v1.41/containers/{C}/start?checkpoint=x&checkpoint-dir={HOST}"],
  ["a build with the host's network", "POST /v1.41/build?networkmode=host", "tar", tar],
  ["a build with options for security", "POST /v1.41/build?securityopt=%5B%22seccomp%3Dunconfined%22%5D", "tar", tar],
  ["a build with hosts led elsewhere", "POST /v1.41/build?extrahosts=registry:192.0.2.7", "tar", tar],
  ["a build from other images' cache that is no list", "POST /v1.41/build?cachefrom=%7B%7D", "tar", tar],
  ["a build with a shared memory beyond bounds", "POST /v1.41/build?shmsize=1e12", "tar", tar],
  ["a build in a cgroup", "POST /v1.41/build?cgroupparent=/", "tar", tar],
  ["a forged owner of a build", "POST /v1.41/build?labels=%7B%22gnosis-docker.owner%22%3A%22x%22%7D", "tar", tar],
  ["networks with two slashes at the end", "GET /v1.41/networks//"],
  ["a slash at the end of a create", "POST /v1.41/networks/create/", '{"Name":"nn","Driver":"host"}', json],
  ["a slash at the end of a removal", "DELETE /v1.41/networks/{OTHERNET}/"],
  [
    "a network with a configuration of the host's",
    "POST /v1.41/networks/create",
    '{"Name":"nn","Driver":"macvlan","Options":{"parent":"eth0"}}',
    json,
  ],
  [
    "a network from a configuration",
    "POST /v1.41/networks/create",
    '{"Name":"nn","ConfigFrom":{"Network":"host"}}',
    json,
  ],
  ["an upgrade to another protocol", "POST /session", undefined, { Connection: "close", Upgrade: "h2c" }],
  [
    "an upgrade of a plain request",
    "GET /v1.41/containers/{V}/json",
    undefined,
    { Connection: "Upgrade", Upgrade: "h2c" },
  ],
  ["a plugin with privileges", "POST /v1.41/plugins/create?name=x", "tar", tar],
  ["a plugin's settings", "POST /v1.41/plugins/x/set", '["DEBUG=1"]', json],
  ["a swarm of one's own", "POST /v1.24/swarm/init", '{"ListenAddr":"127.0.0.1"}', json],
  [
    "a service as another way to a mount",
    "POST /v1.41/services/create",
    '{"Name":"s","TaskTemplate":{"ContainerSpec":{"Image":"{IMG}","Mounts":[{"Type":"bind","Source":"/","Target":"/x"}]}}}',
    json,
  ],
];

test("newer fields, older versions and other shapes of bodies are refused, and nothing of it reaches the engine", async (t) => {
  await runCases(t, open, cases);
});
