import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  build: {
    outDir: "../dist/web",
    emptyOutDir: true,
    // Everything is a file of its own: the content policy allows no data inside a page but images.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
