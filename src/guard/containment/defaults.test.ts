import assert from "node:assert/strict";
import { test } from "node:test";
import { GnosisError } from "../../kernel/errors.ts";
import type { ContainmentProfile } from "../policy/policy.ts";
import type { Judged } from "./containment.ts";
import { caseOf, paperContainment, paperObject } from "./paper-engine.ts";

type Body = Record<string, unknown>;

const denied = (call: Promise<unknown>): Promise<void> => assert.rejects(call, { code: "CONTAINMENT_DENIED" });

const image = paperObject("image", "tagged:1", {
  ...{ id: `sha256:${"cd".repeat(32)}`, references: ["tagged:1"] },
  labels: { "com.docker.compose.project": "mail", team: "b", plain: "x" },
});

/** A container on an engine with these habits. */
const on =
  (habits: { readonly runtime?: string; readonly seccomp?: string }) =>
  (HostConfig: Body, level: ContainmentProfile["level"] = "baseline"): Promise<Judged> =>
    paperContainment([], { habits: () => Promise.resolve(habits) }).judge(
      { Image: "x", HostConfig },
      caseOf("container.create", { level }),
    );

test("an engine's own runtime may be named, and no other, runc included", async () => {
  const gvisor = on({ runtime: "runsc" });
  for (const Runtime of ["", "runsc"]) await gvisor({ Runtime });
  for (const Runtime of ["runc", "io.containerd.runc.v2"]) await denied(gvisor({ Runtime }));
  await on({ runtime: "runc" })({ Runtime: "runc" });
  await on({})({ Runtime: "runc" });
  assert.equal((await gvisor({ Runtime: "runc" }, "privileged")).reachesHost, true);
});

test("Docker's own seccomp profile may be named where the engine has no other one", async () => {
  const SecurityOpt = ["seccomp=builtin"];
  for (const seccomp of ["default", "builtin"]) await on({ seccomp })({ SecurityOpt });
  await on({})({ SecurityOpt });
  await denied(on({ seccomp: "/etc/docker/stricter.json" })({ SecurityOpt }));
});

test("the SELinux types are those of the standard", async () => {
  for (const type of ["container_t", "container_init_t", "container_kvm_t", "container_engine_t"])
    await on({})({ SecurityOpt: [`label=type:${type}`] });
  for (const option of [
    "label=type:spc_t",
    "label=type:container_t:s0",
    "label=user:root",
    "label=role:x",
    "label=disable",
  ])
    await denied(on({})({ SecurityOpt: [option] }));
});

test("an image's labels put a container into no other scope, and a request's are refused", async () => {
  const labels = [
    { name: "com.docker.compose.project", patterns: ["shop"] },
    { name: "team", patterns: ["a*"] },
  ];
  const create = (Labels: Body): Promise<Judged> =>
    paperContainment([image]).judge({ Image: "tagged:1", Labels }, caseOf("container.create", { labels }));
  const { body } = await create({ team: "a1" });
  assert.deepEqual(body["Labels"], { team: "a1", "gnosis-docker.owner": "me", "com.docker.compose.project": "" });
  await denied(create({ team: "b" }));
  await denied(create({ "com.docker.compose.project": "mail" }));
});

test("where the scope says which images there are, others are not there, and what is objected to is told first", async () => {
  const sees = (_caller: unknown, { labels }: { readonly labels: Readonly<Record<string, string>> }): boolean =>
    labels["team"] !== "b";
  const judge = (body: Body): Promise<Judged> =>
    paperContainment([image, paperObject("image", "seen:1", { references: ["seen:1"] })], { sees }).judge(
      body,
      caseOf("container.create", { imagesInScope: true }),
    );
  const told = async (Image: string): Promise<string> => {
    const error: unknown = await judge({ Image }).catch((thrown: unknown) => thrown);
    assert.ok(error instanceof GnosisError && error.code === "IMAGE_NOT_FOUND", String(error));
    return error.message.replace(Image, "IMAGE");
  };
  assert.equal(await told("tagged:1"), await told("absent:1"));
  await judge({ Image: "seen:1" });
  await denied(judge({ Image: "tagged:1", HostConfig: { Privileged: true } }));
});

test("a build gets no more processors, memory and swap than the limits", async () => {
  const limits = { memory: 1000, cpus: 1.5 };
  const judge = async (query: Record<string, string>): Promise<Record<string, unknown>> =>
    (await paperContainment([]).judge(query, caseOf("image.build", { limits }))).body;
  const { cpuquota, cpuperiod, memory } = await judge({ q: "1" });
  assert.deepEqual([cpuquota, cpuperiod, memory], ["150000", "100000", "1000"]);
  for (const [asked, sent] of [
    [{ cpuquota: "99999999" }, { cpuquota: "150000", cpuperiod: "100000" }],
    [{ cpuquota: "5000" }, { cpuquota: "5000" }],
    [{ cpuperiod: "10000" }, { cpuquota: "15000", cpuperiod: "10000" }],
    [{ memswap: "-1" }, { memswap: "2000" }],
    [{ memswap: "0" }, { memswap: "0" }],
  ] as const) {
    const body = await judge(asked);
    for (const [name, value] of Object.entries(sent)) assert.equal(body[name], value, JSON.stringify(asked));
  }
});

test("a service is judged for what nobody may have, and its health check in both spellings", async () => {
  const judge = (spec: Body): Promise<Judged> =>
    paperContainment([]).judge(
      { Name: "s", TaskTemplate: { ContainerSpec: { Image: "x", ...spec } } },
      caseOf("service.spec", { level: "privileged" }),
    );
  for (const name of ["HealthCheck", "Healthcheck"]) {
    const { body } = await judge({ [name]: { Test: ["NONE"] } });
    assert.deepEqual(body["TaskTemplate"], {
      ContainerSpec: { Image: "x", HealthCheck: { Test: ["NONE"] } },
    });
  }
  for (const Source of ["/var/run/docker.sock", "/srv/gnosis-data/key"])
    await denied(judge({ Mounts: [{ Type: "bind", Source, Target: "/x" }] }));
  await denied(judge({ Labels: { "gnosis-docker.owner": "me" } }));
  await assert.rejects(judge({ Privileged: true }), { code: "FIELD_UNKNOWN" });
  const { reachesHost } = await judge({ CapabilityAdd: ["CAP_SYS_ADMIN"] });
  assert.equal(reachesHost, true);
});
