import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { debootstrap } from "./prepare/debootstrap.ts";
import { madeImage } from "./prepare/made-image.ts";
import { copyNode } from "./prepare/node-files.ts";

/** The reference of a base image for the Dockerfile that needs no registry: Debian with Node and npm; made on first use. */
export const nodeBaseImage = (): Promise<string> =>
  madeImage(
    `gnosis-docker-test/node-base:trixie-${process.version}-1`,
    ['CMD ["node"]', "ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"],
    async (directory) => {
      await debootstrap(directory, "trixie", ["ca-certificates"]);
      await copyNode(directory);
      // The user that the public Node images have.
      appendFileSync(join(directory, "etc/passwd"), "node:x:1000:1000::/home/node:/bin/sh\n");
      appendFileSync(join(directory, "etc/group"), "node:x:1000:\n");
    },
  );
