import { existsSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { program, which } from "./program.ts";

/** The directory of an installed npm: the one that runs this, or the one on the PATH. */
function npmDirectory(): string {
  const cli = process.env["npm_execpath"] ?? (which("npm") === undefined ? "" : realpathSync(which("npm") ?? ""));
  const directory = dirname(dirname(cli));
  if (!existsSync(join(directory, "bin/npm-cli.js"))) throw new Error("npm's own directory was not found");
  return directory;
}

/** Puts this Node and npm into a root directory where the public Node images have them. */
export async function copyNode(directory: string): Promise<void> {
  const local = join(directory, "usr/local");
  await program("mkdir", ["-p", join(local, "bin"), join(local, "lib/node_modules")]);
  await program("cp", [realpathSync(process.execPath), join(local, "bin/node")]);
  await program("cp", ["-rL", npmDirectory(), join(local, "lib/node_modules/npm")]);
  for (const name of ["npm", "npx"]) {
    await program("ln", ["-s", `../lib/node_modules/npm/bin/${name}-cli.js`, join(local, "bin", name)]);
  }
}
