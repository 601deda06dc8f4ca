import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, rmSync, symlinkSync } from "node:fs";
import { request } from "node:http";
import { dirname, join } from "node:path";
import { after, before, describe, test } from "node:test";
import { gzipSync } from "node:zlib";
import { bytes, engine, inspectContainer, labels, rawCall, removeOwn } from "../support/engine.ts";
import { restAttacks, type RestAttack } from "./rest-cases.ts";
import { makeWorld, type World } from "./rest-world.ts";

let world: World;
before(async () => {
  world = await makeWorld();
});
after(async () => {
  await world?.server.stop();
  await removeOwn();
  // What was removed is kept in the trash, and keeps its volume, until the containers of this run are gone.
  await engine("DELETE", `/volumes/${world?.prefix}-fresh`).catch(() => undefined);
  if (world !== undefined) rmSync(dirname(world.workspace), { recursive: true, force: true });
});

/** fetch writes the Host header itself. */
function withHost(attack: RestAttack): Promise<number> {
  return new Promise((resolve, reject) => {
    request(
      new URL(attack.path, world.server.url),
      { method: attack.method ?? "POST", headers: { ...attack.headers } },
      (answer) => {
        answer.resume();
        resolve(answer.statusCode ?? 0);
      },
    )
      .once("error", reject)
      .end();
  });
}

describe("over REST", () => {
  test("what the role may do works, so that the refusals below mean something", async () => {
    const { agent, own, workspace, prefix } = world;
    const exec = await agent("POST", `/api/containers/${own.name}/exec`, { command: ["id", "-u"] });
    assert.equal(exec.status, 200, exec.text);
    const made = await agent("POST", "/api/containers", {
      image: "busybox",
      name: `${prefix}-fine`,
      command: ["true"],
      labels,
      volumes: [`${workspace}/dir:/w`, `${prefix}-fresh:/v`],
      ports: { "80": 0 },
    });
    assert.equal(made.status, 201, made.text);
    const { Config, HostConfig } = await inspectContainer(made.body.container.id);
    assert.ok(Config.Labels["gnosis-docker.owner"]);
    assert.deepEqual([HostConfig.Memory, HostConfig.PidsLimit, HostConfig.NanoCpus], [67_108_864, 64, 1e9]);
    assert.equal(HostConfig.PortBindings["80/tcp"][0].HostIp, "127.0.0.1");
    const fresh = await engine<{ Labels: Record<string, string> }>("GET", `/volumes/${prefix}-fresh`);
    assert.equal(fresh.Labels["gnosis-docker.owner"], Config.Labels["gnosis-docker.owner"]);
    assert.equal((await agent("POST", `/api/containers/${prefix}-fine/start`)).status, 200);
    assert.equal((await agent("DELETE", `/api/containers/${prefix}-fine?force=true`)).status, 200);
  });

  test("every attack is refused, and the engine looks as before", async (t) => {
    let look = await world.look();
    const attacks = restAttacks(world);
    assert.ok(attacks.length > 130, `${attacks.length}`);
    for (const attack of attacks) {
      await t.test(attack.name, async () => {
        const { method = "POST", path, body, headers } = attack;
        const status =
          headers?.["host"] === undefined
            ? (await world.agent(method, path, body, headers)).status
            : await withHost(attack);
        const now = await world.look();
        const before = look;
        look = now;
        assert.ok(status >= 400 && status < 500, `status ${status}`);
        assert.equal(now, before);
      });
    }
  });

  test("what is out of scope is told exactly as what isn't there", async () => {
    const { agent, victim, otherVolume, otherNetwork } = world;
    const shape = async (method: string, path: (name: string) => string, name: string): Promise<unknown> => {
      const answer = await agent(method, path(name));
      const { request: id, ...rest } = answer.body as Record<string, unknown>;
      void id;
      return JSON.parse(JSON.stringify({ status: answer.status, rest }).replaceAll(name, "NAME"));
    };
    const pairs: [string, (name: string) => string, string][] = [
      ["GET", (name) => `/api/containers/${name}`, victim.name],
      ["POST", (name) => `/api/containers/${name}/restart`, victim.name],
      ["DELETE", (name) => `/api/containers/${name}`, victim.id],
      ["GET", (name) => `/api/volumes/${name}`, otherVolume],
      ["DELETE", (name) => `/api/networks/${name}`, otherNetwork],
    ];
    for (const [method, path, name] of pairs) {
      const absent = name === victim.id ? "f".repeat(64) : `${name.slice(0, -3)}zzz`;
      assert.deepEqual(await shape(method, path, name), await shape(method, path, absent), `${method} ${path(name)}`);
    }
  });

  test("lists, disk usage and errors name nothing that is out of scope", async () => {
    const { agent, victim, own, otherVolume, otherNetwork } = world;
    const since = encodeURIComponent("1h");
    for (const path of [
      "/api/containers?all=true",
      "/api/volumes",
      "/api/networks",
      "/api/images",
      "/api/system/usage",
      `/api/system/events?since=${since}&until=0s`,
      "/api/events/history",
      "/api/host/diagnosis",
      "/api/system/info",
      "/api/containers/nosuch",
      `/api/containers/${victim.name}x`,
    ]) {
      const { text, status } = await agent("GET", path);
      assert.ok(
        status < 500 && (status === 200 || path.includes("nosuch") || path.endsWith("x")),
        `${path}: ${status} ${text}`,
      );
      for (const secret of [victim.name, victim.id.slice(0, 12), otherVolume, otherNetwork, "hunter2"])
        assert.ok(!text.includes(secret) || path.includes(secret), `${path} tells ${secret}`);
    }
    assert.ok((await agent("GET", "/api/containers?all=true")).text.includes(own.name));
  });

  test("an archive can't put an image of its own in the place of busybox", async () => {
    const { agent, prefix } = world;
    const before = await engine<{ Id: string }>("GET", "/images/busybox:latest/json");
    // The archive of another image that is called busybox at the moment of saving, under a second repository's name.
    const evil = `${prefix}-evil`;
    const name = `busybox:${prefix}`;
    const [repo, tag] = name.split(":");
    await engine("POST", `/images/busybox:latest/tag?repo=${repo}&tag=${tag}`);
    await engine("POST", `/images/${evil}/tag?repo=${repo}&tag=${tag}`);
    const archive = await bytes(await rawCall("GET", `/images/get?names=${name}`));
    await engine("POST", `/images/busybox:latest/tag?repo=${repo}&tag=${tag}`);
    const load = (sent: Buffer) => agent("POST", "/api/images/load", sent, { "content-type": "application/x-tar" });
    for (const sent of [archive, gzipSync(archive), archive.subarray(0, archive.lastIndexOf("]") + 512)]) {
      const { status, body } = await load(sent);
      assert.ok(["CONTAINMENT_DENIED", "UPLOAD_BROKEN"].includes(body.code), `${status} ${body.detail}`);
      assert.equal((await engine<{ Id: string }>("GET", `/images/${name}/json`)).Id, before.Id);
    }
    const again = await load(await bytes(await rawCall("GET", `/images/get?names=${name}`)));
    assert.equal(again.status, 201, again.text);
    await engine("DELETE", `/images/${name}`);
  });

  test("an imported image is told nothing on the way, its owner least of all", async () => {
    const { agent, prefix } = world;
    const archive = execFileSync("tar", ["-c", "secret"], { cwd: world.outside });
    for (const change of ["LABEL gnosis-docker.owner=somebody", 'ENTRYPOINT ["/evil"]', "VOLUME /dev"]) {
      const query = `repository=${prefix}-imported&changes=${encodeURIComponent(change)}`;
      const { status, body } = await agent("POST", `/api/images/import?${query}`, archive, {
        "content-type": "application/x-tar",
      });
      assert.deepEqual([status, body.code], [403, "CONTAINMENT_DENIED"], change);
    }
  });

  test("an archive is neither unpacked by programs of a container nor written through its mounts", async () => {
    const { agent, workspace, prefix } = world;
    const name = `${prefix}-mounted`;
    const made = await agent("POST", "/api/containers", {
      ...{ image: "busybox", name, command: ["sleep", "60"], labels },
      volumes: [`${workspace}:/x`],
    });
    assert.equal(made.status, 201, made.text);
    const archive = execFileSync("tar", ["-c", "secret"], { cwd: world.outside });
    const put = (path: string, bytes: Buffer) =>
      agent("PUT", `/api/containers/${name}/archive?path=${path}`, bytes, { "content-type": "application/x-tar" });
    for (const path of ["/x", "/x/dir", "/tmp/../x"]) {
      const { status, body } = await put(path, archive);
      assert.deepEqual([status, body.code], [403, "CONTAINMENT_DENIED"], path);
    }
    assert.ok(!existsSync(join(workspace, "secret")) && !existsSync(join(workspace, "dir", "secret")));
    for (const magic of ["BZh91AY", "\u00fd7zXZ\0", "\u0028\u00b5\u002f\u00fd", "\u0050\u002a\u004d\u0018"]) {
      const { status, body } = await put("/tmp", Buffer.from(magic.padEnd(600, "x"), "latin1"));
      assert.deepEqual([status, body.code], [400, "UPLOAD_BROKEN"], JSON.stringify(magic));
    }
    assert.equal((await put("/tmp", gzipSync(gzipSync(archive)))).body.code, "UPLOAD_BROKEN");
    for (const bytes of [archive, gzipSync(archive)]) assert.equal((await put("/tmp", bytes)).status, 200);
    await engine("DELETE", `/containers/${name}?force=true`);
  });

  test("a directory that becomes a link after the create is found before the start", async () => {
    const { agent, workspace, outside, prefix } = world;
    const name = `${prefix}-swap`;
    const made = await agent("POST", "/api/containers", {
      image: "busybox",
      name,
      command: ["cat", "/x/secret"],
      labels,
      volumes: [`${workspace}/dir:/x`],
    });
    assert.equal(made.status, 201, made.text);
    rmSync(join(workspace, "dir"), { recursive: true });
    symlinkSync(outside, join(workspace, "dir"));
    const started = await agent("POST", `/api/containers/${name}/start`);
    assert.equal(started.status, 403, started.text);
    assert.equal((await inspectContainer(name)).State.StartedAt, "0001-01-01T00:00:00Z");
    await engine("DELETE", `/containers/${name}?force=true`);
  });
});
