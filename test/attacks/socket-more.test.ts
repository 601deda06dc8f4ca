import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { runCases, type Case } from "./run-cases.ts";
import { openScene, type AttackScene } from "./socket-scene.ts";

let open: AttackScene;

before(async () => {
  open = await openScene();
});

after(() => open?.close());

const json = { "Content-Type": "application/json" };
const create = "POST /v1.41/containers/create";
const made = (hostConfig: string): string => `{"Image":"{IMG}","Cmd":["true"],"HostConfig":${hostConfig}}`;

/** Many headers before the one that counts. */
const many = Object.fromEntries(Array.from({ length: 2100 }, (_, at) => [`h${at}`, ""]));

/** Requests of the same classes as the collection, found by attacking this proxy. */
const cases: readonly Case[] = [
  ["an escaped dot segment in an image reference", "DELETE /v1.41/images/x%2f..%2f{IMG2}"],
  ["an escape inside an escape in an image reference", "GET /v1.41/images/%2562usybox/json"],
  ["an escaped NUL in an image reference", "GET /v1.41/images/busybox%00/json"],
  ["an id in the place of an image's name", "GET /v1.41/images/{C}/json"],
  ["an action as the name of an image", "POST /v1.41/images/../containers/create"],
  ["an empty segment before the action", "POST /v1.41/containers//start"],
  ["a version of another major", "POST /v2.41/containers/{C}/start"],
  ["a version prefix twice", "GET /v1.41/v1.41/containers/json"],
  ["a version that is too new", "GET /v1.99/containers/json"],
  ["a version with a leading zero", "GET /v1.04/containers/json"],
  ["a fragment", "GET /v1.41/containers/json#/../x"],
  ["a backslash", "GET /v1.41\\containers\\json"],
  ["a tab in the target", "GET /v1.41/containers/json?all=1\t"],
  ["a query after an escaped question mark", "POST /v1.41/containers/{C}/start%3fx=1"],
  ["an escaped parameter's name", "DELETE /v1.41/containers/{V}?%66orce=1"],
  ["a parameter in brackets", "GET /v1.41/containers/json?filters[label]=x"],
  ["an overlong UTF-8 escape", "GET /v1.41/containers/json?filters=%c0%af"],
  ["a filter by a fullwidth key", "GET /v1.41/containers/json?filters=%7B%22ｌabel%22:%5B%22a%22%5D%7D"],
  ["filters nested too deeply", "GET /v1.41/containers/json?filters=%7B%22label%22:%5B%5B%5B%22a%22%5D%5D%5D%7D"],
  ["filters with trailing text", "GET /v1.41/containers/json?filters=%7B%7Dx"],
  [
    "a landmark of a list that is somebody else's",
    "GET /v1.41/containers/json?filters=%7B%22before%22:%5B%22{V}%22%5D%7D",
  ],
  ["the same by the beginning of its id", "GET /v1.41/containers/json?filters=%7B%22since%22:%5B%22{Vprefix}%22%5D%7D"],
  ["a limit that is no plain number", "GET /v1.41/containers/json?limit=1e9"],
  ["a boolean in capitals", "DELETE /v1.41/containers/{C}?force=TRUE"],
  ["removal of a link", "DELETE /v1.41/containers/{C}?link=1"],
  ["a signal with a line break", "POST /v1.41/containers/{C}/kill?signal=KILL%0aX"],
  ["a rename to the beginning of another's id", "POST /v1.41/containers/{C}/rename?name={V12}"],
  ["a rename to a whole id", "POST /v1.41/containers/{C}/rename?name={V64}"],
  ["a create under the beginning of another's id", `${create}?name={V12}`, '{"Image":"{IMG}"}', json],
  ["a body's field in the query that the body lacks", `${create}?HostConfig=%7B%7D`, '{"Image":"{IMG}"}', json],
  ["a start with mounts in its body", "POST /v1.41/containers/{C}/start", '{"Binds":["/:/x"]}', json],
  ["a restart with a body", "POST /v1.41/containers/{C}/restart", '{"HostConfig":{"Privileged":true}}', json],
  ["an exec's start with a command", "POST /v1.41/exec/{E}/start", '{"Cmd":["id"],"Detach":true}', json],
  ["another's exec by its id", "POST /v1.41/exec/{E}/resize?h=1&w=1"],
  ["an exec id that is none", "GET /v1.41/exec/{V}/json"],
  ["an exec of the host's user namespace", "POST /v1.41/containers/{C}/exec", '{"Cmd":["id"],"Privileged":true}', json],
  [
    "an exec in a directory below /proc",
    "POST /v1.41/containers/{C}/exec",
    '{"Cmd":["id"],"WorkingDir":"/proc/self/fd/8"}',
    json,
  ],
  [
    "a compressed archive",
    "PUT /v1.41/containers/{C}/archive?path=/",
    "\u001f\u008b\b\u0000\u0000\u0000\u0000\u0000",
    { "Content-Type": "application/x-tar" },
  ],
  [
    "an archive through a mount's dot segments",
    "PUT /v1.41/containers/{C}/archive?path=/tmp/../x/d",
    "tar",
    { "Content-Type": "application/x-tar" },
  ],
  ["an archive without a path", "PUT /v1.41/containers/{C}/archive", "tar", { "Content-Type": "application/x-tar" }],
  ["environments by ps", "GET /v1.41/containers/{C}/top?ps_args=auxe"],
  ["an environment column of ps", "GET /v1.41/containers/{C}/top?ps_args=-o%20pid,environ"],
  ["files by ps", "GET /v1.41/containers/{C}/top?ps_args=--sort%20pid"],
  ["a build from a URL", "POST /v1.41/build?remote=http://{LISTENER}/x.tar"],
  ["a build by BuildKit", "POST /v1.41/build?version=2&session=x", "tar", { "Content-Type": "application/x-tar" }],
  [
    "a build with outputs",
    "POST /v1.41/build?outputs=%5B%7B%22Type%22:%22local%22%7D%5D",
    "tar",
    { "Content-Type": "application/x-tar" },
  ],
  ["a build under a name of another's", "POST /v1.41/build?t={IMG2}", "tar", { "Content-Type": "application/x-tar" }],
  [
    "a build under a second name of another's",
    "POST /v1.41/build?t=mine&t={IMG2}",
    "tar",
    { "Content-Type": "application/x-tar" },
  ],
  [
    "a build under an allowed image's name",
    "POST /v1.41/build?t=busybox",
    "tar",
    { "Content-Type": "application/x-tar" },
  ],
  [
    "a build with two networks",
    "POST /v1.41/build?networkmode=none&networkmode=host",
    "tar",
    { "Content-Type": "application/x-tar" },
  ],
  [
    "a build with a Dockerfile outside",
    "POST /v1.41/build?dockerfile=a/../../b",
    "tar",
    { "Content-Type": "application/x-tar" },
  ],
  ["an import from a URL", "POST /v1.41/images/create?fromSrc=http://{LISTENER}/a.tar&repo=x"],
  [
    "an import over another's tag",
    "POST /v1.41/images/create?fromSrc=-&repo={IMG2}",
    "tar",
    { "Content-Type": "text/plain" },
  ],
  [
    "an import over an allowed image's tag",
    "POST /v1.41/images/create?fromSrc=-&repo=busybox&tag=latest",
    "tar",
    { "Content-Type": "text/plain" },
  ],
  ["a pull from another registry", "POST /v1.41/images/create?fromImage={LISTENER}/busybox&tag=latest"],
  ["a pull and an import at once", "POST /v1.41/images/create?fromImage=busybox&fromSrc=-"],
  ["a pull of a plugin's name", "POST /v1.41/plugins/pull?remote={LISTENER}/x", "[]", json],
  ["a prune of the build cache", "POST /v1.41/build/prune"],
  ["BuildKit's session", "POST /session", undefined, { Connection: "Upgrade", Upgrade: "h2c" }],
  ["BuildKit's connection under a version", "POST /v1.41/grpc", undefined, { Connection: "Upgrade", Upgrade: "h2c" }],
  [
    "a socket for attaching",
    "GET /v1.41/containers/{C}/attach/ws?stream=1",
    undefined,
    {
      Connection: "Upgrade",
      Upgrade: "websocket",
      "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
      "Sec-WebSocket-Version": "13",
    },
  ],
  ["an own container into another's network", "POST /v1.41/networks/{OTHERNET}/connect", '{"Container":"{C}"}', json],
  ["another's container into an own network", "POST /v1.41/networks/{NET}/connect", '{"Container":"{V}"}', json],
  ["a container into the host's network by connect", "POST /v1.41/networks/host/connect", '{"Container":"{C}"}', json],
  ["a mount by a doubled slash", create, made('{"Binds":["/{HOST}//.:/x"]}'), json],
  ["a mount by a type in capitals", create, made('{"Mounts":[{"Type":"BIND","Source":"{HOST}","Target":"/x"}]}'), json],
  ["a mount with a key in the long s", create, made('{"Mountſ":[]}'), json],
  ["a mount of the engine's socket", create, made('{"Binds":["/var/run/docker.sock:/s"]}'), json],
  ["a mount of the socket by its other path", create, made('{"Binds":["/run/docker.sock:/s"]}'), json],
  ["a mount of a directory above the workspace", create, made('{"Binds":["{WS}/..:/x"]}'), json],
  [
    "a volume of another's in the mounts",
    create,
    made('{"Mounts":[{"Type":"volume","Source":"{OTHERVOL}","Target":"/x"}]}'),
    json,
  ],
  ["volumes of another's container", create, made('{"VolumesFrom":["{V}"]}'), json],
  ["volumes of another's container by its id's beginning", create, made('{"VolumesFrom":["{Vprefix}:ro"]}'), json],
  ["the namespace of another's container by prefix", create, made('{"PidMode":"container:{Vprefix}"}'), json],
  ["the network of another's container", create, made('{"NetworkMode":"container:{V64}"}'), json],
  ["a device by its cgroup", create, made('{"DeviceCgroupRules":["a *:* rwm"]}'), json],
  ["unmasked paths by an empty list", create, made('{"MaskedPaths":[],"ReadonlyPaths":[]}'), json],
  ["a runtime of the engine's", create, made('{"Runtime":"crun"}'), json],
  ["a cgroup parent", create, made('{"CgroupParent":"/"}'), json],
  ["a forged owner", create, '{"Image":"{IMG}","Labels":{"gnosis-docker.owner":"socket:other"}}', json],
  ["a protected label", create, '{"Image":"{IMG}","Labels":{"gnosis-docker.protected":"true"}}', json],
  ["an image by the beginning of its id", create, '{"Image":"sha256:0"}', json],
  ["an image of another's", create, '{"Image":"{IMG2}","Cmd":["true"]}', json],
  ["a body in UTF-16", create, "\u0000{\u0000}", json],
  ["a body with a byte order mark", create, '\ufeff{"Image":"{IMG}"}', json],
  ["two bodies", create, '{"Image":"{IMG}"}{"HostConfig":{"Privileged":true}}', json],
  ["a number beyond 2^53", create, made('{"Memory":9007199254740993}'), json],
  ["a number with an exponent", create, made('{"PidsLimit":1e2}'), json],
  ["JSON under another type", create, made("{}"), { "Content-Type": "application/xml" }],
  ["JSON without a type", create, made("{}")],
  ["an encoded body", create, made("{}"), { ...json, "Content-Encoding": "gzip" }],
  ["a method in the header", "POST /v1.41/containers/{V}/stop", undefined, { "X-HTTP-Method-Override": "GET" }],
  [
    "credentials that are no Base64",
    "POST /v1.41/images/create?fromImage=busybox&tag=latest",
    undefined,
    { "X-Registry-Auth": "{}" },
  ],
  ["a browser's request", "POST /v1.41/containers/{C}/stop", undefined, { "Sec-Fetch-Site": "none" }],
  ["a browser's header behind two thousand others", "GET /v1.41/info", undefined, { ...many, Origin: "http://evil" }],
  [
    "a body's length behind two thousand other headers",
    "POST /v1.41/containers/{C}/start",
    '{"Binds":["/:/x"]}',
    { ...many, ...json },
  ],
  ["TRACE", "TRACE /v1.41/info"],
  ["CONNECT", "CONNECT {LISTENER}"],
  ["PATCH", "PATCH /v1.41/containers/{C}"],
  ["events of a moment that is none", "GET /v1.41/events?since=now"],
  ["the engine's debug pages", "GET /debug/pprof/heap"],
  ["a swarm's secrets", "GET /v1.41/secrets"],
  ["a node's update", "POST /v1.41/nodes/x/update?version=1", '{"Role":"manager"}', json],
  ["a service's logs", "GET /v1.41/services/{SVC}/logs?stdout=1"],
  ["a volume with a driver's options", "POST /v1.41/volumes/create", '{"Name":"vv","DriverOpts":{"o":"bind"}}', json],
  ["a volume of a cluster", "PUT /v1.41/volumes/{OTHERVOL}?version=1", '{"Spec":{}}', json],
  ["another's volume", "DELETE /v1.41/volumes/{OTHERVOL}?force=1"],
  ["a network of the host's", "POST /v1.41/networks/create", '{"Name":"nn","Driver":"host"}', json],
];

test("there are at least fifty further attacks", () => {
  assert.ok(cases.length >= 50);
});

test("every further attack is refused, and nothing of it reaches the engine", async (t) => {
  await runCases(t, open, cases);
});
