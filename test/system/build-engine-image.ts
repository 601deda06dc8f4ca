import { spawn } from "node:child_process";
import { join } from "node:path";
import { bytes, rawCall } from "../support/engine.ts";
import { withLock } from "../support/prepare/lock.ts";
import { buildProduct } from "./build-image.ts";

/** Builds Dockerfile.engine on the image that the system tests share; a build of the same sources comes from the engine's cache. */
export async function buildEngineImage(): Promise<string> {
  const base = await buildProduct();
  const tag = "gnosis-docker-test/product-engine:latest";
  return withLock("engine-image", async () => {
    const query = new URLSearchParams({
      t: tag,
      dockerfile: "Dockerfile.engine",
      buildargs: JSON.stringify({ BASE: base }),
      rm: "true",
      forcerm: "true",
    });
    const tar = spawn("tar", ["-c", "--mtime=@0", "Dockerfile.engine"], {
      cwd: join(import.meta.dirname, "../.."),
      stdio: ["ignore", "pipe", "ignore"],
    });
    const answer = (await bytes(await rawCall("POST", `/build?${query.toString()}`, { body: tar.stdout }))).toString();
    if (answer.includes('"errorDetail"') || !answer.includes("Successfully tagged"))
      throw new Error(`The build failed:\n${answer.slice(-4000)}`);
    return tag;
  });
}
