import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { GnosisError } from "../../kernel/errors.ts";
import { callerOf, containerOf, paperOperation, questionOf } from "./paper.ts";
import { loadPolicy } from "./load-policy.ts";
import type { PolicyProblem } from "../../catalogue/ports/policy-tools.ts";
import { ownerLabel } from "../../catalogue/owner-label.ts";
import { projectLabel } from "./scope.ts";
import { policyTemplates } from "./templates/templates.ts";

const list = paperOperation("container.list", "read");
const inspect = paperOperation("container.inspect", "read");
const restart = paperOperation("container.restart", "change");
const remove = paperOperation("container.remove", "destroy");
const exec = paperOperation("container.exec", "change");
const create = paperOperation("container.create", "change", { riskCeiling: "host" });
const builtIn = loadPolicy(undefined);
const mine = containerOf("mine", { [ownerLabel]: "me" });
const theirs = containerOf("theirs", { [ownerLabel]: "somebody" });

const problemsOf = (text: string, operations?: readonly string[]): readonly PolicyProblem[] => {
  try {
    loadPolicy(text, operations === undefined ? {} : { operations });
  } catch (error) {
    assert.ok(error instanceof GnosisError && error.code === "POLICY_INVALID", String(error));
    return error.detail.extra?.["problems"] as readonly PolicyProblem[];
  }
  return assert.fail("the policy was taken");
};

test("the built-in roles do what their names say, and nothing more", () => {
  const rows: [string, typeof list, typeof mine | undefined, "allow" | "ask" | "deny"][] = [
    ["viewer", list, undefined, "allow"],
    ["viewer", inspect, theirs, "allow"],
    ["viewer", restart, mine, "deny"],
    ["viewer", paperOperation("token.list", "read"), undefined, "deny"],
    ["viewer", paperOperation("audit.list", "read"), undefined, "deny"],
    ["viewer", paperOperation("container.export", "read"), mine, "deny"],
    ["operator", restart, theirs, "allow"],
    ["operator", remove, mine, "deny"],
    ["operator", create, undefined, "deny"],
    ["operator", exec, mine, "deny"],
    ["developer", create, undefined, "allow"],
    ["developer", restart, theirs, "allow"],
    ["developer", remove, mine, "allow"],
    ["developer", remove, theirs, "deny"],
    ["developer", exec, mine, "allow"],
    ["developer", exec, theirs, "deny"],
    ["developer", paperOperation("token.create", "change"), undefined, "deny"],
    ["developer", paperOperation("container.prune", "destroy"), undefined, "deny"],
    ["admin", remove, theirs, "allow"],
    ["admin", paperOperation("token.create", "change"), undefined, "allow"],
    ["nobody", list, undefined, "deny"],
  ];
  for (const [role, operation, target, effect] of rows) {
    const decision = builtIn.decide(questionOf(operation, callerOf(role), ...(target === undefined ? [] : [target])));
    assert.equal(decision.effect, effect, `${role} ${operation.id}`);
    if (effect === "deny") assert.ok(decision.help, `${role} ${operation.id} is told what would help`);
  }
  assert.equal(builtIn.containment(callerOf("admin")).level, "privileged");
  assert.equal(builtIn.containment(callerOf("developer")).level, "baseline");
  assert.equal(builtIn.containment(callerOf("nobody")).level, "restricted");
  for (const role of ["viewer", "operator", "developer", "admin"])
    assert.equal(builtIn.revealsSecrets(callerOf(role)), false);
});

test("deny beats ask beats allow, and every answer names the rule and its line", () => {
  const policy = loadPolicy(
    `version: 1
roles:
  shop:
    allow: ["container.*"]
    ask:
      - container.restart
    deny:
      - operations: container.restart
        where: { label: { env: prod } }
        name: production
        reason: Production is restarted by people.
`,
  );
  const shop = callerOf("shop");
  assert.equal(policy.decide(questionOf(exec, shop, mine)).rule, "shop.allow[0]");
  const asked = policy.decide(questionOf(restart, shop, mine));
  assert.deepEqual([asked.effect, asked.rule, asked.source], ["ask", "shop.ask[0]", { file: "policy.yaml", line: 6 }]);
  const denied = policy.decide(questionOf(restart, shop, containerOf("web", { env: "prod" })));
  assert.deepEqual(
    [denied.effect, denied.rule, denied.reason],
    ["deny", "shop.production", "Production is restarted by people."],
  );
  assert.deepEqual(denied.source, { file: "policy.yaml", line: 8 });
  const unsaid = policy.decide(questionOf(paperOperation("image.pull", "change"), shop));
  assert.deepEqual([unsaid.effect, unsaid.rule, unsaid.source?.line], ["deny", "default", 3]);
});

test("what is about the server itself is granted by name only, and denied by a risk as well", () => {
  const policy = loadPolicy(
    "version: 1\nroles:\n  a: { allow: [risk:read] }\n  b: { allow: [audit.*] }\n  c: { allow: ['*'], deny: [risk:read] }\n",
  );
  const audit = paperOperation("audit.list", "read");
  assert.equal(policy.decide(questionOf(audit, callerOf("a"))).effect, "deny");
  assert.equal(policy.mayEver(callerOf("a"), audit), false);
  assert.equal(policy.decide(questionOf(audit, callerOf("b"))).effect, "allow");
  assert.equal(policy.decide(questionOf(audit, callerOf("c"))).effect, "deny");
});

test("of several targets the strictest answer counts", () => {
  const connect = paperOperation("network.connect", "change");
  const network = { kind: "network", id: "n", name: "n", labels: { [ownerLabel]: "somebody" } } as const;
  assert.equal(builtIn.decide(questionOf(connect, callerOf("developer"), network, mine)).effect, "deny");
  assert.equal(
    builtIn.decide(questionOf(connect, callerOf("developer"), { ...network, labels: mine.labels }, mine)).effect,
    "allow",
  );
});

test("the client may answer only where every rule that asks says so, and only rules that ask can say it", () => {
  const policy = loadPolicy(`
version: 1
roles:
  a:
    allow: [container.list]
    ask:
      - { operations: container.*, answer: client }
      - { operations: container.remove }
      - { operations: container.restart, where: { name: theirs } }
`);
  const answer = (...[operation, ...targets]: [typeof list, ...(typeof mine)[]]) => {
    const decision = policy.decide(questionOf(operation, callerOf("a"), ...targets));
    return [decision.effect, decision.answer];
  };
  assert.deepEqual(answer(exec, mine), ["ask", "client"]);
  assert.deepEqual(answer(remove, mine), ["ask", undefined]);
  assert.deepEqual(answer(restart, mine), ["ask", "client"]);
  assert.deepEqual(answer(restart, mine, theirs), ["ask", undefined]);
  assert.deepEqual(answer(restart, theirs, mine), ["ask", undefined]);
  for (const effect of ["allow", "deny"]) {
    const text = `version: 1\nroles:\n  a:\n    ${effect}:\n      - { operations: exec, answer: client }\n`;
    assert.equal(problemsOf(text)[0]?.line, 5);
  }
  assert.equal(problemsOf("version: 1\nroles:\n  a:\n    ask:\n      - { operations: x, answer: yes }\n").length, 1);
});

test("what is out of scope is hidden, and its name is not told", () => {
  const policy = loadPolicy(policyTemplates.develop);
  const develop = callerOf("develop");
  const decision = policy.decide(questionOf(inspect, develop, theirs));
  assert.deepEqual([decision.effect, decision.hidden], ["deny", true]);
  assert.ok(!JSON.stringify(decision).includes("theirs"));
  assert.equal(policy.sees(develop, theirs, "local"), false);
  assert.equal(policy.sees(develop, mine, "local"), true);
  assert.equal(policy.sees(develop, containerOf("web", { [projectLabel]: "my-project" }), "local"), true);
  assert.equal(policy.sees(develop, containerOf("web", { [projectLabel]: "my-project-2" }), "local"), false);
});

test("scopes hold by name, label, image, kind and endpoint", () => {
  const scope = (text: string): boolean => {
    const policy = loadPolicy(`version: 1\nroles:\n  r:\n    allow: ["*"]\n    scope: ${text}\n`);
    return policy.sees(
      callerOf("r"),
      containerOf("web-1", { team: "web", toString: "x" }, { image: "busybox:1" }),
      "local",
    );
  };
  assert.ok(scope('{ name: "web-*" }') && scope("{ label: { team: web } }") && scope("{ label: { team: '*' } }"));
  assert.ok(
    scope("{ image: busybox }") &&
      scope("{ kind: container, endpoint: loc* }") &&
      scope("[{ owned: true }, { name: web-1 }]"),
  );
  assert.ok(
    !scope('{ name: "web" }') && !scope("{ label: { team: we } }") && !scope("{ label: { constructor: '*' } }"),
  );
  assert.ok(
    !scope("{ image: nginx }") &&
      !scope("{ kind: image }") &&
      !scope("{ endpoint: prod }") &&
      !scope("{ owned: true, name: web-1 }"),
  );
});

test("a token's narrowing only takes away", () => {
  const narrowed = callerOf("developer", {
    narrowing: { operations: ["*.list", "risk:read"], scope: { name: "web-*" } },
  });
  assert.equal(builtIn.decide(questionOf(list, narrowed)).effect, "allow");
  assert.equal(builtIn.decide(questionOf(restart, narrowed, containerOf("web-1"))).rule, "token.operations");
  assert.equal(builtIn.decide(questionOf(inspect, narrowed, mine)).hidden, true);
  assert.equal(builtIn.mayEver(narrowed, restart), false);
  const wider = callerOf("viewer", { narrowing: { operations: ["*"] } });
  assert.equal(builtIn.decide(questionOf(restart, wider, mine)).effect, "deny");
  const damaged = callerOf("admin", { narrowing: { scope: { nmae: "x" } } });
  assert.equal(builtIn.decide(questionOf(restart, damaged, mine)).hidden, true);
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom("*", "container.*", "*.list", "risk:read", "x.y")),
      fc.constantFrom(list, restart, remove),
      (operations, operation) => {
        for (const role of ["viewer", "operator", "developer", "admin"]) {
          const plain = builtIn.decide(questionOf(operation, callerOf(role), mine)).effect;
          const less = builtIn.decide(
            questionOf(operation, callerOf(role, { narrowing: { operations } }), mine),
          ).effect;
          assert.ok(less === "deny" || less === plain);
        }
      },
    ),
  );
});

test("mayEver is true for what some object would allow", () => {
  assert.ok(builtIn.mayEver(callerOf("developer"), remove));
  assert.ok(!builtIn.mayEver(callerOf("operator"), remove));
  assert.ok(!builtIn.mayEver(callerOf("viewer"), paperOperation("token.list", "read")));
  assert.ok(loadPolicy(policyTemplates.supervised).mayEver(callerOf("supervised"), remove));
});

test("a broken policy is refused with the line of every problem", () => {
  const [unknown] = problemsOf("version: 1\nroles:\n  a:\n    alow: []\n");
  assert.deepEqual([unknown?.line, unknown?.path], [4, "roles.a.alow"]);
  assert.match(unknown?.message ?? "", /unknown key; did you mean "allow"/);
  const line = (text: string, operations?: readonly string[]): number | undefined =>
    problemsOf(text, operations)[0]?.line;
  assert.equal(line("version: 1\nroles:\n  a:\n    allow:\n      - x\n    allow: []\n"), 6);
  assert.equal(line("version: 1\nroles:\n  a:\n    allow:\n      - { operations: '*', were: 1 }\n"), 5);
  assert.equal(
    line("version: 1\nroles:\n  a:\n    allow: []\n    scope:\n      - owned: true\n      - ownd: true\n"),
    7,
  );
  assert.equal(line("version: 1\nroles:\n  a:\n    containment:\n      level: strict\n"), 5);
  assert.equal(
    line("version: 1\nroles:\n  a:\n    containment:\n      level: baseline\n      mountRoots: [/a/../b]\n"),
    6,
  );
  assert.equal(line("version: 2\nroles: {}\n"), 1);
  assert.equal(line("version: 1\nroles:\n  a: [\n"), 4);
  assert.equal(line("version: 1\nroles:\n  admin:\n    allow: []\n"), 3);
  assert.equal(
    line("version: 1\nroles:\n  a:\n    allow:\n      - container.list\n      - container.remov\n", [
      "container.list",
      "container.remove",
    ]),
    6,
  );
  assert.equal(line("- 1\n"), 1);
  assert.equal(line(""), 1);
  assert.ok(problemsOf("version: 1\nroles:\n  a: { alow: [] }\n  b: { dney: [] }\n").length === 2);
});

test("any text is a policy or a POLICY_INVALID", () => {
  const yamlish = fc.array(
    fc.constantFrom(
      "version: 1",
      "roles:",
      "  a:",
      "    allow:",
      "      - '*'",
      "&x",
      "*x",
      "<<: *x",
      "? [",
      "!!js x",
      "\t",
      "]",
      "'",
      "#",
    ),
    { maxLength: 12 },
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: "binary" }),
        yamlish.map((lines) => lines.join("\n")),
      ),
      (text) => {
        try {
          loadPolicy(text);
        } catch (error) {
          assert.ok(error instanceof GnosisError && error.code === "POLICY_INVALID", String(error));
        }
      },
    ),
  );
});

test("aliases can't blow a file up", () => {
  const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c,*c,*c,*c,*c]\n`;
  assert.ok(problemsOf(bomb).length > 0);
});

test("the templates load, and do what they promise", () => {
  for (const [name, text] of Object.entries(policyTemplates)) {
    const policy = loadPolicy(text, { file: `${name}.yaml` });
    const caller = callerOf(name);
    assert.ok(policy.hasRole(name));
    assert.equal(policy.decide(questionOf(list, caller)).effect, "allow", name);
    assert.equal(policy.decide(questionOf(paperOperation("token.create", "change"), caller)).effect, "deny", name);
  }
  const supervised = loadPolicy(policyTemplates.supervised);
  assert.equal(supervised.decide(questionOf(remove, callerOf("supervised"), theirs)).effect, "ask");
  assert.equal(supervised.decide(questionOf(restart, callerOf("supervised"), theirs)).effect, "allow");
  assert.equal(supervised.decide({ ...questionOf(create, callerOf("supervised")), risk: "host" }).effect, "ask");
  const operate = loadPolicy(policyTemplates.operate);
  assert.equal(operate.decide(questionOf(remove, callerOf("operate"), mine)).effect, "deny");
});

test("equal policies have equal digests, whatever their layout", () => {
  const one = loadPolicy("version: 1\nroles: { a: { allow: [x.y], secrets: reveal } }\n");
  const two = loadPolicy("# hello\nroles:\n  a:\n    secrets: reveal\n    allow:\n      - x.y\nversion: 1\n");
  assert.equal(one.digest, two.digest);
  assert.notEqual(one.digest, builtIn.digest);
  assert.ok(one.revealsSecrets(callerOf("a")));
});

test("limits and mount roots come from the role, else from the settings", () => {
  const defaults = { mountRoots: ["/srv"], limits: { memory: 1000 } };
  const policy = loadPolicy(
    "version: 1\nroles:\n  a:\n    containment: { level: baseline, limits: { memory: 64MiB } }\n  b:\n    containment: { level: baseline, mountRoots: [/w] }\n",
    { defaults },
  );
  assert.deepEqual(policy.containment(callerOf("a")), {
    level: "baseline",
    mountRoots: ["/srv"],
    limits: { memory: 67_108_864 },
  });
  assert.deepEqual(policy.containment(callerOf("b")), {
    level: "baseline",
    mountRoots: ["/w"],
    limits: { memory: 1000 },
  });
});

test("a rate for an operation that does not exist is a problem with its line, as in every other rule", () => {
  const text = `version: 1
roles:
  dev:
    rates:
      - { operations: container.creat, perMinute: 2 }
`;
  assert.throws(
    () => loadPolicy(text, { operations: ["container.create"] }),
    (error) => {
      assert.match(String(error), /policy\.yaml:5:11: .*Did you mean "container\.create"/);
      return true;
    },
  );
});

test("mistakes in a file are told in words, with line and column, and with what may have been meant", () => {
  const told = (text: string, operations?: readonly string[]): string[] =>
    problemsOf(text, operations).map(({ line, column, message }) => `${line}:${column} ${message}`);
  const head = "version: 1\nroles:\n  a:\n";
  const ids = ["container.list", "container.stop", "image.prune"];
  assert.deepEqual(told(`${head}    allow: [image.*]\n    deny: [containr.*, "*.pune"]\n`, ids), [
    '5:12 No operation matches "containr.*". Did you mean "container.*"?',
    '5:24 No operation matches "*.pune". Did you mean "*.prune"?',
  ]);
  assert.match(told("")[0] ?? "", /^1:1 The file is empty/);
  assert.deepEqual(told(`${head}    allow: risk:read\n`), ["4:5 roles.a.allow: expected a list, found text"]);
  assert.deepEqual(told(`${head}    rates: [{ operations: container.list }]\n`), [
    "4:13 roles.a.rates[0].perMinute: missing; expected a number",
  ]);
  assert.deepEqual(told(`${head}    allow: []\n  a:\n    allow: []\n`), [
    "5:3 This key is here twice; keep one of them.",
  ]);
  assert.deepEqual(
    told(`${head}    allow: [*nothing]\n`).map((text) => text.slice(0, 4)),
    ["4:13"],
  );
  assert.match(
    told(`${head}    allow: [{ operations: exec, answer: client }]\n`)[0] ?? "",
    /belongs to rules under `ask`/,
  );
});
