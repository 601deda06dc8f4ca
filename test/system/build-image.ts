import { spawn } from "node:child_process";
import { join } from "node:path";
import { rawCall, bytes } from "../support/engine.ts";
import { nodeBaseImage } from "../support/node-base-image.ts";
import { withLock } from "../support/prepare/lock.ts";

/** What .dockerignore lets through: the same list, since the engine's own build call knows no .dockerignore. */
const context = [
  "Dockerfile",
  ".dockerignore",
  "package.json",
  "package-lock.json",
  ".npmrc",
  "tsconfig.json",
  "scripts",
  "src",
  "web",
  "LICENSE",
  "docs/policy.schema.json",
  "docs/compose.schema.json",
];

/** The tag of the image that the system tests share. */
export const productImage = "gnosis-docker-test/product:latest";

/** Builds the project's own Dockerfile on the locally made base; a build of the same sources comes from the engine's cache. */
export async function buildProduct(): Promise<string> {
  const base = await nodeBaseImage();
  return withLock("product-image", async () => {
    const query = new URLSearchParams({
      t: productImage,
      buildargs: JSON.stringify({ NODE_IMAGE: base }),
      rm: "true",
      forcerm: "true",
    });
    const tar = spawn("tar", ["-c", "--ignore-failed-read", "--mtime=@0", "--sort=name", ...context], {
      cwd: join(import.meta.dirname, "../.."),
      stdio: ["ignore", "pipe", "ignore"],
    });
    const answer = (await bytes(await rawCall("POST", `/build?${query.toString()}`, { body: tar.stdout }))).toString();
    if (answer.includes('"errorDetail"') || !answer.includes("Successfully tagged"))
      throw new Error(`The build failed:\n${answer.slice(-4000)}`);
    return productImage;
  });
}
