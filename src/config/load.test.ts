import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { GnosisError } from "../kernel/errors.ts";
import { loadSettings } from "./load.ts";
import { showSettings } from "./show.ts";
import { settingsPage } from "./table.ts";

const directory = mkdtempSync(join(tmpdir(), "settings-"));
after(() => rmSync(directory, { recursive: true }));

const write = (name: string, content: string): string => {
  const file = join(directory, name);
  writeFileSync(file, content);
  return file;
};

const load = (argv: string[] = [], environment: Record<string, string> = {}) =>
  loadSettings({ argv, environment, home: directory });

const refusal = async (argv: string[], environment: Record<string, string> = {}): Promise<GnosisError> => {
  try {
    await load(argv, environment);
  } catch (error) {
    assert.ok(error instanceof GnosisError);
    assert.equal(error.code, "CONFIG_INVALID");
    return error;
  }
  throw new assert.AssertionError({ message: "nothing was refused" });
};

test("a flag wins over the environment, that over the file, that over the default, and each origin is known", async () => {
  const config = write("order.yaml", "port: 1111\nlogLevel: debug\nhost: 127.0.0.2\n");
  const { settings, origins } = await load(["--config", config, "--port=3333"], {
    GNOSIS_PORT: "2222",
    GNOSIS_LOG_LEVEL: "warn",
  });
  assert.equal(settings.port, 3333);
  assert.equal(settings.logLevel, "warn");
  assert.equal(settings.host, "127.0.0.2");
  assert.equal(settings.anonymousRole, "none");
  assert.deepEqual(origins.port, { from: "flag", name: "port" });
  assert.deepEqual(origins.logLevel, { from: "environment", name: "GNOSIS_LOG_LEVEL" });
  assert.deepEqual(origins.host, { from: "file", file: config, line: 3 });
  assert.deepEqual(origins.anonymousRole, { from: "default" });
});

test("the data directory follows the home directory and XDG_DATA_HOME", async () => {
  assert.equal((await load()).settings.dataDir, join(directory, ".local/share/gnosis-docker"));
  const moved = await loadSettings({ argv: [], environment: {}, home: directory, xdgDataHome: "/elsewhere" });
  assert.equal(moved.settings.dataDir, "/elsewhere/gnosis-docker");
});

test("the command line looks for the server where the same settings make it listen", async () => {
  assert.equal((await load()).settings.dockerUrl, "http://127.0.0.1:5680");
  assert.equal((await load([], { GNOSIS_PORT: "5791" })).settings.dockerUrl, "http://127.0.0.1:5791");
  assert.equal((await load(["--host", "::1", "--port", "81"])).settings.dockerUrl, "http://[::1]:81");
  const named = await load([], { GNOSIS_PORT: "5791", GNOSIS_DOCKER_URL: "http://127.0.0.1:1" });
  assert.equal(named.settings.dockerUrl, "http://127.0.0.1:1");
});

test("config.yaml in the data directory is read without being named", async () => {
  write("config.yaml", "statsInterval: 5s\nmaxBodyBytes: 2MiB\nmountRoots: [/srv, /home]\n");
  const { settings, file } = await load(["--data-dir", directory]);
  assert.equal(settings.statsInterval, 5000);
  assert.equal(settings.maxBodyBytes, 2 * 1024 ** 2);
  assert.deepEqual(settings.mountRoots, ["/srv", "/home"]);
  assert.equal(file, join(directory, "config.yaml"));
});

test("path lists are separated by colons and switches can be turned off", async () => {
  const { settings } = await load(["--allow-remote", "--mount-roots", "/a", "--mount-roots=/b:/c"], {
    GNOSIS_PROJECT_ROOTS: "/x:/y",
  });
  assert.deepEqual(settings.mountRoots, ["/a", "/b", "/c"]);
  assert.deepEqual(settings.projectRoots, ["/x", "/y"]);
  assert.equal(settings.allowRemote, true);
  assert.equal((await load(["--no-allow-remote"], { GNOSIS_ALLOW_REMOTE: "1" })).settings.allowRemote, false);
});

test("an unknown variable, flag or key is refused and the closest one named", async () => {
  assert.deepEqual((await refusal([], { GNOSIS_PROT: "1" })).detail.closest?.[0], "GNOSIS_PORT");
  assert.match((await refusal(["--prot", "1"])).next, /Did you mean --port\?/);
  const error = await refusal(["--config", write("unknown.yaml", "port: 1\n\nmountRoot: [/srv]\n")]);
  assert.match(error.message, /unknown\.yaml, line 3: there is no setting 'mountRoot'/);
  assert.match(error.next, /Did you mean 'mountRoots'\?/);
});

test("variables that Docker links and Kubernetes put there are no mistake", async () => {
  await load([], {
    GNOSIS_DOCKER_PORT: "tcp://10.0.0.1:5680",
    GNOSIS_DOCKER_SERVICE_HOST: "10.0.0.1",
    GNOSIS_DOCKER_PORT_5680_TCP_ADDR: "10.0.0.1",
  });
});

test("an empty variable counts as not set", async () => {
  assert.equal((await load([], { GNOSIS_PORT: "" })).settings.port, 5680);
});

test("wrong values are refused with their place", async () => {
  const cases: [string[], Record<string, string>, RegExp][] = [
    [["--port", "70000"], {}, /flag --port: port: '70000' is not a whole number from 0 to 65535/],
    [[], { GNOSIS_ALLOW_REMOTE: "maybe" }, /environment GNOSIS_ALLOW_REMOTE: allowRemote: 'maybe' is neither true/],
    [["--stats-interval", "10"], {}, /'10' is not a duration/],
    [["--mount-roots", "srv"], {}, /'srv' is not an absolute path/],
    [["--port"], {}, /--port needs a value/],
    [["--port", "1", "--port", "2"], {}, /given more than once/],
    [["--log-level=loud"], {}, /'loud' is none of trace, debug/],
    [["--config", join(directory, "absent.yaml")], {}, /absent\.yaml' can't be read: ENOENT/],
    [["--config", write("broken.yaml", "port: 1\nhost: [\n")], {}, /broken\.yaml, line \d/],
    [["--config", write("twice.yaml", "port: 1\nport: 2\n")], {}, /twice\.yaml, line 2/],
    [["--config", write("list.yaml", "- port\n")], {}, /'key: value' lines/],
    [
      ["--config", write("type.yaml", "port: [1]\n")],
      {},
      /type\.yaml, line 1: port: a number is expected, a list is given/,
    ],
    [
      [
        "--config",
        write("deep.yaml", "sockets:\n  - role: viewer\n    path: /run/a.sock\n  - role: viewer\n    pat: /b\n"),
      ],
      {},
      /deep\.yaml, line 5: sockets\[1\]\.pat: there is no 'pat' here; did you mean 'path'\?/,
    ],
  ];
  for (const [argv, environment, expected] of cases) assert.match((await refusal(argv, environment)).message, expected);
});

test("a secret comes from a file or the environment, never from a flag or the YAML file, and is never shown", async () => {
  const token = "t".repeat(40);
  const file = write("token", `${token}\n`);
  for (const loaded of [
    await load([], { GNOSIS_ADMIN_TOKEN_FILE: file }),
    await load(["--admin-token-file", file]),
    await load([], { GNOSIS_ADMIN_TOKEN: token }),
    await load(["--config", write("secret.yaml", `adminTokenFile: ${file}\n`)]),
  ]) {
    assert.equal(loaded.settings.adminToken, token);
    assert.ok(!JSON.stringify(showSettings(loaded)).includes(token));
  }
  await refusal(["--admin-token", token]);
  assert.match((await refusal(["--config", write("plain.yaml", `adminToken: ${token}\n`)])).next, /adminTokenFile/);
  assert.match((await refusal([], { GNOSIS_ADMIN_TOKEN: "short" })).message, /at least 32 characters/);
  await refusal([], { GNOSIS_ADMIN_TOKEN: token, GNOSIS_ADMIN_TOKEN_FILE: file });
});

test("a command's own flags and positionals are kept apart from settings", async () => {
  const loaded = await loadSettings({
    argv: ["verify", "--format", "json", "--port", "1", "-q", "--", "--port"],
    environment: {},
    home: directory,
    own: { format: "value", "-q": "switch" },
  });
  assert.deepEqual(
    [...loaded.own],
    [
      ["format", "json"],
      ["q", true],
    ],
  );
  assert.deepEqual(loaded.positionals, ["verify", "--port"]);
});

test("docs/settings.md is what the list of settings says", () => {
  const page = readFileSync(new URL("../../docs/settings.md", import.meta.url), "utf8");
  assert.equal(page, settingsPage(), "run npm run generate");
});
