import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isSeq, parseDocument } from "yaml";
import { loadSettings, type LoadedSettings } from "../../config/load.ts";
import { closest } from "../../kernel/closest.ts";
import { exitCodes } from "../../surfaces/cli/exit-code.ts";
import { dockerConfigDirectory, listContexts } from "../../engine/endpoint/docker-context.ts";
import { usageError } from "../../surfaces/cli/failure.ts";
import { printable, write } from "../../surfaces/cli/terminal.ts";
import { contextPrefix, endpointsOf } from "../sides/endpoints.ts";
import { surroundings } from "../surroundings.ts";
import type { Command } from "./command.ts";

const usage =
  "Usage: gnosis-docker endpoint add NAME [ADDRESS] [FLAGS] | contexts | remove NAME | list | check [--name NAME]";
const fields: Readonly<Record<string, string>> = {
  "tls-ca-file": "tlsCaFile",
  "tls-cert-file": "tlsCertFile",
  "tls-key-file": "tlsKeyFile",
  "tls-server-name": "tlsServerName",
  "ssh-config-file": "sshConfigFile",
  "ssh-key-file": "sshKeyFile",
  "ssh-known-hosts-file": "sshKnownHostsFile",
  "allow-plain-tcp": "allowPlainTcp",
};

/** Changes the list of endpoints in the settings file and leaves the rest of it, comments too, as it is. */
function edit(loaded: LoadedSettings, change: (names: readonly string[]) => { add?: object; drop?: string }): string {
  const file = loaded.file ?? join(loaded.settings.dataDir, "config.yaml");
  const document = parseDocument(existsSync(file) ? readFileSync(file, "utf8") : "");
  const list = document.get("endpoints");
  const entries = isSeq(list) ? (list.toJSON() as { name: string }[]) : [];
  const { add, drop } = change(entries.map(({ name }) => name));
  if (add !== undefined) {
    if (isSeq(list)) list.add(document.createNode(add));
    else document.set("endpoints", document.createNode([add]));
  }
  if (drop !== undefined) document.deleteIn(["endpoints", entries.findIndex(({ name }) => name === drop)]);
  // Written beside it and put in its place, so that nobody ever reads half of it.
  const fresh = `${file}.new`;
  writeFileSync(fresh, document.toString(), { mode: 0o600 });
  renameSync(fresh, file);
  return file;
}

/** `gnosis-docker endpoint add` and `remove`; what looks at a running server's engines are operations. */
export const command: Command = {
  usage: "add NAME [ADDRESS] [--tls-ca-file FILE] … | contexts | remove NAME | list | check",
  help: [
    "add     Writes an engine into the settings file: unix://PATH, npipe://NAME, tcp://HOST:PORT or ssh://USER@HOST.",
    "        Without an address, or with context:NAME, it is the docker CLI's context of that name.",
    "        --tls-ca-file, --tls-cert-file, --tls-key-file and --tls-server-name for TCP; --allow-plain-tcp for loopback alone.",
    "        --ssh-config-file, --ssh-key-file and --ssh-known-hosts-file for SSH, where they aren't the user's own.",
    "contexts  Lists the docker CLI's contexts, which can be added.",
    "remove  Takes one out of the settings file. Both count from the server's next start.",
    "list    Lists the engines of the running server.",
    "check   Says whether each answers: version, latency, clock, and what is wrong.",
  ],
  flags: Object.fromEntries(Object.keys(fields).map((name) => [name, name === "allow-plain-tcp" ? "switch" : "value"])),
  async run(loaded, terminal) {
    const [verb, name, said, extra] = loaded.positionals;
    const contexts = listContexts(dockerConfigDirectory(terminal.environment));
    if (verb === "contexts" && name === undefined) {
      const none = "There are none; 'docker context create' makes one.\n";
      await write(terminal.output, contexts.map((one) => `${printable(one)}\n`).join("") || none);
      return exitCodes.ok;
    }
    if (verb === "add" && name !== undefined && extra === undefined) {
      if (said === undefined && !contexts.includes(name))
        throw usageError(`The docker CLI has no context '${name}'; give an address.`, usage, closest(name, contexts));
      const address = said ?? `${contextPrefix}${name}`;
      const given = [...loaded.own].map(([flag, value]) => [fields[flag] ?? flag, value]);
      const entry = { name, address, ...(Object.fromEntries(given) as object) };
      // Read as the server will read it, so that a mistake is told now and not at its next start.
      const { settings } = await loadSettings({
        argv: ["--endpoints", JSON.stringify([entry])],
        environment: {},
        ...surroundings(terminal.environment),
      });
      endpointsOf({ ...settings, dataDir: loaded.settings.dataDir }, terminal.environment);
      const file = edit(loaded, (names) => {
        if (names.includes(name))
          throw usageError(`There is an endpoint '${name}' already.`, "Remove it first, or take another name.");
        return { add: entry };
      });
      await write(terminal.output, `Added to ${file}; it counts from the server's next start.\n`);
      return exitCodes.ok;
    }
    if (verb === "remove" && name !== undefined && said === undefined) {
      const file = edit(loaded, (names) => {
        if (!names.includes(name))
          throw usageError(
            `The settings file has no endpoint '${name}'.`,
            "See 'gnosis-docker config print'.",
            closest(name, names),
          );
        return { drop: name };
      });
      await write(terminal.output, `Removed from ${file}; it counts from the server's next start.\n`);
      return exitCodes.ok;
    }
    throw usageError("What to do with which endpoint is missing.", usage);
  },
};
