import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

/** Has the page begin with `early.ts`, which asks the server for what is needed while the program itself is still being read. */
const beginEarly: Plugin = {
  name: "begin-early",
  transformIndexHtml: {
    order: "post",
    handler: (_html, { bundle = {} }) => {
      const file = Object.values(bundle).find((one) => one.type === "chunk" && one.name === "early")?.fileName;
      if (file === undefined) throw new Error("early.ts is not among what was built");
      return [{ tag: "script", attrs: { type: "module", async: true, src: `/${file}` }, injectTo: "head-prepend" }];
    },
  },
};

/** The parts that every start, and the first list, need. */
const needed = /^(?:index|early|react|start|frame|containers)$/;

/** Has V8 compile these while they are being read, beside the page's own thread, and not function by function when each is called. */
const compileAhead: Plugin = {
  name: "compile-ahead",
  generateBundle: (_options, bundle) => {
    for (const one of Object.values(bundle)) {
      if (one.type === "chunk" && needed.test(one.name)) one.code = `//# allFunctionsCalledOnLoad\n${one.code}`;
    }
  },
};

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), beginEarly, compileAhead],
  build: {
    outDir: "../dist/web",
    emptyOutDir: true,
    // Everything is a file of its own: the content policy allows no data inside a page but images.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: { index: `${import.meta.dirname}/index.html`, early: `${import.meta.dirname}/src/early.ts` },
      // Few files: with dozens of small ones a browser is busy with the files.
      output: {
        codeSplitting: {
          groups: [
            {
              name: "react",
              test: /node_modules\/(?:react|react-dom|scheduler|wouter|regexparam|use-sync-external-store|@tanstack)\//,
            },
            {
              name: "start",
              test: /vite\/preload-helper|src\/(?:pages\.ts|connection\/(?:ahead|early-me|page-key|persistently|problem|remembered-endpoint|sign-in|socket)\.ts)/,
            },
            { name: "frame", test: /web\/src\/(?:connection|parts)\/(?!editor|terminal)/, minShareCount: 2 },
          ],
        },
      },
    },
  },
});
