import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import { hasImage } from "./image.ts";
import { importRootfs } from "./import-rootfs.ts";
import { withLock } from "./lock.ts";
import { program } from "./program.ts";

/**
 * Sees to it that an image exists, making its root directory with `fill` where it does not. The tag names the content, so an
 * image of an earlier run is used again, and a change of the recipe (and so of the tag) makes a new one.
 */
export async function madeImage(
  reference: string,
  changes: readonly string[],
  fill: (directory: string) => Promise<void>,
): Promise<string> {
  if (await hasImage(reference)) return reference;
  await withLock(reference, async () => {
    if (await hasImage(reference)) return;
    console.error(`prepare: making the image ${reference}, once`);
    // Not in /tmp, which may be mounted without devices or in memory.
    const directory = mkdtempSync(join("/var/tmp", "gnosis-docker-rootfs-"));
    try {
      await fill(directory);
      await importRootfs(directory, reference, changes);
    } finally {
      await program("rm", ["-rf", "--one-file-system", directory]);
    }
  });
  return reference;
}
