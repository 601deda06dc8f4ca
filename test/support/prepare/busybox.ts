import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { copyFileSync, chmodSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { canInstall, downloadPackage } from "./debian.ts";
import { importRootfs } from "./import-rootfs.ts";
import { hasImage } from "./image.ts";
import { program, which } from "./program.ts";
import { withLock } from "./lock.ts";
import { engine } from "../engine-call.ts";

/** The image that nearly every test uses. */
export const busybox = "busybox:latest";

/** A dynamic program names its loader; in an image of its own it would not find it. */
const isStatic = (path: string): boolean => !readFileSync(path).includes("/ld-linux");

async function staticBusybox(scratch: string): Promise<string | undefined> {
  const installed = which("busybox");
  if (installed !== undefined && isStatic(installed)) return installed;
  if (!canInstall()) return undefined;
  await downloadPackage("busybox-static", scratch);
  const file = readdirSync(scratch).find((name) => name.endsWith(".deb"));
  if (file === undefined) return undefined;
  await program("dpkg", ["-x", file, "out"], { cwd: scratch });
  return ["out/bin/busybox", "out/usr/bin/busybox"]
    .map((path) => join(scratch, path))
    .find((path) => {
      try {
        return isStatic(path);
      } catch {
        return false;
      }
    });
}

async function make(): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), "gnosis-docker-busybox-"));
  try {
    const source = await staticBusybox(scratch);
    if (source === undefined) {
      await engine("POST", "/images/create?fromImage=busybox&tag=latest");
      if (!(await hasImage(busybox)))
        throw new Error("There is no static busybox here, and pulling busybox:latest failed");
      return;
    }
    const rootfs = join(scratch, "rootfs");
    for (const directory of ["bin", "dev", "etc", "proc", "root", "sys", "tmp", "var"])
      mkdirSync(join(rootfs, directory), { recursive: true });
    chmodSync(join(rootfs, "tmp"), 0o1777);
    copyFileSync(source, join(rootfs, "bin/busybox"));
    for (const applet of (await program(source, ["--list"])).split("\n").filter(Boolean)) {
      if (applet !== "busybox") symlinkSync("busybox", join(rootfs, "bin", applet));
    }
    writeFileSync(
      join(rootfs, "etc/passwd"),
      "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/nonexistent:/bin/false\n",
    );
    writeFileSync(join(rootfs, "etc/group"), "root:x:0:\nnogroup:x:65534:\n");
    await importRootfs(rootfs, busybox, ['CMD ["sh"]']);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Sees to it that `busybox:latest` is there, made from Debian's static busybox where that can be had, else pulled. */
export async function needBusybox(): Promise<void> {
  if (await hasImage(busybox)) return;
  await withLock("busybox", async () => {
    if (!(await hasImage(busybox))) await make();
  });
}
