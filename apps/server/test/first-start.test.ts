import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  authenticate,
  findUserByEmail,
  listKeys,
  listUsers,
} from "@handsfree/repositories/identity";
import { recordCommand } from "@handsfree/repositories/commands";
import { openTestDatabase, startServerProcess, temporaryDirectory } from "@handsfree/testkit";
import { expect, test } from "vitest";
import { welcomeFirstAdmin } from "../src/first-start.ts";
import { userId } from "./api.ts";
import { bearer, shownKey } from "./callers.ts";

const entry = fileURLToPath(new URL("../src/main.ts", import.meta.url));

test("the first start shows a key once, keeps it where only its owner reads it, and it works", async () => {
  await using directory = await temporaryDirectory();
  const env = { DUCKDB_PATH: join(directory.path, "x.db") };
  const keyFile = join(directory.path, "x.db.admin-key");
  let key: string;
  {
    await using server = await startServerProcess(entry, env);
    key = shownKey(server) ?? "none";
    expect((await readFile(keyFile, "utf8")).trim()).toBe(key);
    expect((await stat(keyFile)).mode & 0o777).toBe(0o600);
    expect(server.output().split(key)).toHaveLength(2);
    expect(server.output()).toContain(keyFile);
    const [, code = ""] =
      /http:\/\/localhost:\d+\/sign-in#code=(hf_link_\w+)/.exec(server.output()) ?? [];
    const signIn = () =>
      fetch(`${server.url}/v1/sessions`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ code }),
      });
    expect((await signIn()).status).toBe(201);
    expect((await signIn()).status).toBe(401);
    expect(server.output().split(code)).toHaveLength(2);
    const allowed = await fetch(`${server.url}/v1/webhook-events`, { headers: bearer(key) });
    expect(allowed.status).toBe(200);
    expect((await fetch(`${server.url}/v1/webhook-events`)).status).toBe(401);
    expect(await server.stop("SIGTERM")).toBe(0);
  }
  await using again = await startServerProcess(entry, env);
  expect(shownKey(again)).toBeUndefined();
  const allowed = await fetch(`${again.url}/v1/webhook-events`, { headers: bearer(key) });
  expect(allowed.status).toBe(200);
});

test("a database with records of before there were users gets an admin, who reaches them", async () => {
  await using directory = await temporaryDirectory();
  const file = join(directory.path, "x.db");
  {
    await using db = await openTestDatabase(file);
    await recordCommand(db, { userId, inputType: "text", status: "ok" });
  }
  await using server = await startServerProcess(entry, { DUCKDB_PATH: file });
  const headers = { ...bearer(shownKey(server) ?? "none"), "on-behalf-of": userId };
  const response = await fetch(`${server.url}/v1/commands`, { headers });
  expect(((await response.json()) as { items: unknown[] }).items).toHaveLength(1);
});

test("a key file that is there stays under another name", async () => {
  await using directory = await temporaryDirectory();
  await using db = await openTestDatabase();
  const keyFile = join(directory.path, "new", "admin-key");
  const shown: string[] = [];
  const start = {
    db,
    origin: "http://localhost:8080",
    context: { now: () => new Date(), newId: crypto.randomUUID.bind(crypto) },
  };
  const show = (text: string): void => void shown.push(text);
  await welcomeFirstAdmin({ ...start, keyFile, show });
  const text = (await readFile(keyFile, "utf8")).trim();
  expect(await authenticate(db, text)).toMatchObject({ outcome: "authenticated" });
  await welcomeFirstAdmin({ ...start, keyFile, show });
  expect(shown).toHaveLength(1);

  await using another = await openTestDatabase();
  await writeFile(keyFile, "the key of another database\n");
  await welcomeFirstAdmin({ ...start, db: another, keyFile, show });
  expect(await readFile(`${keyFile}.old`, "utf8")).toBe("the key of another database\n");
});

test("where the key cannot be kept, there is no admin", async () => {
  await using directory = await temporaryDirectory();
  await using db = await openTestDatabase();
  const context = { now: () => new Date(), newId: crypto.randomUUID.bind(crypto) };
  await writeFile(join(directory.path, "file"), "");
  const keyFile = join(directory.path, "file", "admin-key");
  const shown: string[] = [];
  const show = (text: string): void => void shown.push(text);
  await expect(
    welcomeFirstAdmin({ db, context, keyFile, origin: "http://localhost:8080", show }),
  ).rejects.toThrow(/ENOTDIR|EEXIST/);
  expect(shown).toEqual([]);
  expect(await findUserByEmail(db, "admin@localhost")).toBeUndefined();
  expect((await listUsers(db, {})).items).toEqual([]);
  expect((await listKeys(db, {})).items).toEqual([]);
});
