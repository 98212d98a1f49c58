import { globSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

/** Compresses the built files once and well, so that the server only sends them. Small files stay as they are. */
const folder = fileURLToPath(new URL("../dist", import.meta.url));
const smallest = 1024;

for (const name of globSync("**/*.{css,html,js,svg,webmanifest}", { cwd: folder })) {
  const path = `${folder}/${name}`;
  const content = readFileSync(path);
  if (content.length < smallest) continue;
  writeFileSync(`${path}.gz`, gzipSync(content, { level: 9 }));
  const params = { [constants.BROTLI_PARAM_SIZE_HINT]: content.length };
  writeFileSync(`${path}.br`, brotliCompressSync(content, { params }));
}
