import { fileURLToPath } from "node:url";
import { defaultClientConditions, defineConfig } from "vite";

/** Builds the service worker: one classic script, which all browsers run, at the path that its scope needs. */
export default defineConfig({
  publicDir: false,
  resolve: { conditions: ["@handsfree/source", ...defaultClientConditions] },
  build: {
    target: "es2023",
    emptyOutDir: false,
    reportCompressedSize: false,
    rolldownOptions: {
      input: fileURLToPath(new URL("src/service-worker/service-worker.ts", import.meta.url)),
      output: { format: "iife", entryFileNames: "sw.js" },
    },
  },
});
