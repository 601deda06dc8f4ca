import { createHash } from "node:crypto";
import { appendFileSync, cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { debootstrap } from "./prepare/debootstrap.ts";
import { madeImage } from "./prepare/made-image.ts";
import { copyNode } from "./prepare/node-files.ts";
import { program } from "./prepare/program.ts";

const certificates = "/etc/ssl/certs/ca-certificates.crt";

/** The reference of a base image for the Dockerfile that needs no registry: Debian with Node and npm; made on first use. */
export async function nodeBaseImage(): Promise<string> {
  // npm inside a build has to reach the registry that npm outside reaches, and trust what it trusts.
  const registry = (await program("npm", ["config", "get", "registry"])).trim();
  const trusted = existsSync(certificates) ? readFileSync(certificates) : undefined;
  const npmrc = `registry=${registry}\n${trusted === undefined ? "" : `cafile=${certificates}\n`}`;
  const digest = createHash("sha256")
    .update(npmrc)
    .update(trusted ?? "")
    .digest("hex");
  return madeImage(
    `gnosis-docker-test/node-base:trixie-${process.version}-${digest.slice(0, 12)}`,
    ['CMD ["node"]', "ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"],
    async (directory) => {
      await debootstrap(directory, "trixie", ["ca-certificates"]);
      await copyNode(directory);
      if (trusted !== undefined) cpSync(certificates, join(directory, certificates));
      mkdirSync(join(directory, "usr/local/etc"), { recursive: true });
      writeFileSync(join(directory, "usr/local/etc/npmrc"), npmrc);
      // The user that the public Node images have.
      appendFileSync(join(directory, "etc/passwd"), "node:x:1000:1000::/home/node:/bin/sh\n");
      appendFileSync(join(directory, "etc/group"), "node:x:1000:\n");
    },
  );
}
