import assert from "node:assert/strict";
import { test } from "node:test";
import { loadStack } from "./load-stack.ts";
import { hiddenFrom } from "./mask-document.ts";

const load = (document: string, env: Record<string, string> = {}) => loadStack("shop", document, env);
const service = (fields: string): string => `services:\n  web:\n    image: busybox\n${fields}`;
const problems = (document: string): string[] => load(document).problems.map(({ line, message }) => `${line}: ${message}`); // prettier-ignore

test("every problem is told at once, with its line, and in what is to be done", () => {
  const told = problems(
    service(
      "    enviroment: {}\n    build: .\n    ports: [ nonsense ]\n    volumes: [ ./data:/data ]\n    env_file: .env\n    deploy: { placement: {} }\n    mem_limit: much\nsecrets: {}\n",
    ),
  );
  assert.deepEqual(
    told.map((one) => one.split(" ").slice(0, 2).join(" ")),
    [
      "4: services.web.enviroment:",
      "5: services.web.build",
      "6: services.web.ports[0]:",
      "7: services.web.volumes[0]:",
      "8: services.web.env_file",
      "9: services.web.deploy.placement",
      "10: services.web.mem_limit:",
      "11: secrets",
    ],
  );
  assert.match(told[0] ?? "", /did you mean "environment"/);
  assert.match(told[3] ?? "", /absolute path of a directory of the engine's host/);
});

test("what is not translated is an error wherever it stands, and nothing is dropped", () => {
  for (const fields of [
    "    healthcheck: { test: a, unknown: 1 }\n",
    "    networks: { default: { gw_priority: 1 } }\n",
    "    ports: [ { target: 80, app_protocol: http } ]\n",
    "    volumes: [ { type: image, source: a, target: /a } ]\n",
    "    depends_on: { db: { condition: service_started, restart: true } }\n",
    "    logging: { driver: local, level: 1 }\n",
    "    deploy: { resources: { limits: { devices: [] } } }\n",
    "    configs: [ a ]\n",
    "    not-known: 1\n",
  ])
    assert.ok(problems(service(fields)).length > 0, fields);
  assert.deepEqual(problems(`x-own: 1\n${service("    x-also: [ 1 ]\n")}`), []);
});

test("what doesn't fit together is told: circles, names that nothing has, and the same thing said twice", () => {
  assert.match(problems(service("    depends_on: [ web ]\n"))[0] ?? "", /in a circle/);
  assert.match(problems(service("    depends_on: [ db ]\n"))[0] ?? "", /no service 'db'/);
  assert.match(problems(service("    networks: [ back ]\n"))[0] ?? "", /no network 'back'/);
  assert.match(problems(service("    volumes: [ kept:/kept ]\n"))[0] ?? "", /no volume 'kept'/);
  assert.match(problems(service("    network_mode: host\n    networks: [ default ]\n"))[0] ?? "", /opposite/);
  assert.match(problems(service("    container_name: one\n    scale: 2\n"))[0] ?? "", /one container only/);
  assert.match(problems(service("    mem_limit: 1g\n    deploy: { resources: { limits: { memory: 2g } } }\n"))[0] ?? "", /mem_limit/); // prettier-ignore
  assert.match(problems(`name: other\n${service("")}`)[0] ?? "", /another project/);
  assert.match(problems("services:\n  web:\n    command: a\n")[0] ?? "", /needs an `image`/);
});

test("variables are put in before the form is looked at, and those that are missing are warned of", () => {
  const { project, warnings } = load(service("    scale: ${COUNT}\n    user: $WHO\n"), { COUNT: "3" });
  assert.equal(project?.services[0]?.count, 3);
  assert.match(warnings[0]?.message ?? "", /WHO is not given/);
  assert.match(problems(service("    scale: ${COUNT:?how many}\n"))[0] ?? "", /how many/);
});

test("anchors and merges are followed, and a text that unfolds into a flood is refused", () => {
  const { project } = load(`x-env: &env { A: one, B: two }\n${service("    environment: { <<: *env, B: three }\n")}`);
  assert.deepEqual(project?.services[0]?.body["Env"], ["A=one", "B=three"]);
  const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\n${service("    command: *c\n")}`;
  assert.ok(problems(bomb).length > 0);
});

test("no message shows a value that the caller may not see, wherever a variable or an alias has carried it", () => {
  const former = {
    document: "services:\n  web:\n    image: busybox\n    environment: { API_TOKEN: &a hush-one, LIST: x }\n",
    env: { DB_PASSWORD: "hush-two" },
  };
  const document = service(
    "    environment: { API_TOKEN: &a hush-one }\n    mem_limit: *a\n    ports: [ '${DB_PASSWORD}' ]\n",
  );
  const told = (revealsSecrets: boolean): string =>
    loadStack("shop", document, former.env, hiddenFrom({ revealsSecrets }, former))
      .problems.map(({ message }) => message)
      .join("\n");
  assert.ok(told(true).includes("hush-one") && told(true).includes("hush-two"), told(true));
  assert.ok(!told(false).includes("hush") && told(false).includes("[masked]"), told(false));
});
