import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defaultClientConditions, defineConfig, type Plugin } from "vite";

/** Where `pnpm dev` finds the API: a server that runs beside it. */
const server = "http://localhost:8080";

/**
 * Writes the first segments of the paths of all pages. The server answers these paths, and no others, with the page: a
 * folder of `src/pages` has the name of its segment.
 */
function pageList(): Plugin {
  return {
    name: "page-list",
    generateBundle() {
      const folders = readdirSync(fileURLToPath(new URL("src/pages", import.meta.url)));
      this.emitFile({
        type: "asset",
        fileName: "pages.json",
        source: JSON.stringify(folders.toSorted()),
      });
    },
  };
}

export default defineConfig({
  plugins: [pageList()],
  resolve: { conditions: ["@handsfree/source", ...defaultClientConditions] },
  build: {
    target: "es2023",
    // Browsers with light-dark().
    cssTarget: ["chrome123", "firefox120", "safari17.5"],
    modulePreload: { polyfill: false },
    // The policy of the page allows no data: in styles.
    assetsInlineLimit: 0,
    cssCodeSplit: false,
    reportCompressedSize: false,
    // In kilobytes, not compressed. A test has the limit of what the first page loads.
    chunkSizeWarningLimit: 900,
    rolldownOptions: {
      onLog: (level, log, handle) => {
        // A hint of libraries for servers that draw React.
        if (log.code !== "MODULE_LEVEL_DIRECTIVE") handle(level, log);
      },
    },
  },
  server: {
    proxy: Object.fromEntries(
      ["/v1", "/sign-in", "/docs", "/openapi.json", "/problems", "/health"].map((path) => [
        path,
        // As if the page came from there, since the API answers no page of another origin.
        { target: server, changeOrigin: true, headers: { origin: server } },
      ]),
    ),
  },
});
