import { chmodSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { rolldown } from "rolldown";
import { build } from "vite";
import { quickHttp } from "./quick-http.mjs";
import { root } from "./root.mjs";

/** Bundles src/app/main.ts and all it imports, and the dashboard, into dist/; what is imported lazily becomes chunks that are read when needed. */
export async function bundle() {
  // Made beside and moved: a server that starts meanwhile finds the old or the new one, never half of one.
  const fresh = join(root, `dist.new-${process.pid}`);
  const made = await rolldown({
    cwd: root,
    input: { "gnosis-docker": "src/app/main.ts" },
    platform: "node",
    // pino's own worker threads are loaded by path, which a bundle does not have; the server logs in its own thread.
    external: [/^node:(?!http$)/],
    plugins: [quickHttp],
    logLevel: "warn",
  });
  try {
    await made.write({
      dir: fresh,
      format: "esm",
      entryFileNames: "[name].js",
      chunkFileNames: "[name]-[hash].js",
      // Names stay, so that a stack in a log can be read; space and comments would only be parsed at every start.
      minify: { compress: false, mangle: false, codegen: { removeWhitespace: true } },
      sourcemap: false,
    });
  } finally {
    await made.close();
  }
  await build({
    configFile: join(root, "web/vite.config.ts"),
    logLevel: "warn",
    build: { outDir: join(fresh, "web") },
  });
  chmodSync(join(fresh, "gnosis-docker.js"), 0o755);
  const dist = join(root, "dist");
  mkdirSync(dist, { recursive: true });
  const old = join(root, `dist.old-${process.pid}`);
  renameSync(dist, old);
  renameSync(fresh, dist);
  rmSync(old, { recursive: true, force: true });
}

if (process.argv[1] === import.meta.filename) await bundle();
