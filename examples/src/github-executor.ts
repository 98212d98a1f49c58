import { readFileSync } from "node:fs";
import { executeGithubActions, previewGithubActions, tokensOf } from "@handsfree/executors";
import { openDatabase } from "@handsfree/query";

const { GITHUB_APP_ID: id, GITHUB_APP_PRIVATE_KEY_FILE: file, GITHUB_API_URL } = process.env;
const github = {
  app: id && file ? { id: Number(id), privateKey: readFileSync(file, "utf8") } : undefined,
  findToken: tokensOf(process.env),
  apiUrl: GITHUB_API_URL,
};
const stop = new AbortController();
const { signal } = stop;
for (const name of ["SIGINT", "SIGTERM"]) process.once(name, () => stop.abort());

// Of the environment: DATABASE_URL or DUCKDB_PATH.
await using db = await openDatabase();
await Promise.all([
  executeGithubActions(db, { github, signal, concurrency: 4 }),
  previewGithubActions(db, { github, signal }),
]);
