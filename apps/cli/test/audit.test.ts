import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { openDatabase } from "@handsfree/query";
import { recordActionLog } from "@handsfree/repositories/action-logs";
import { openTestDatabase, temporaryDirectory, TestClock } from "@handsfree/testkit";
import { sql } from "kysely";
import { expect, test } from "vitest";
import { failure, handsfree, jsonOutput, output, userId } from "./handsfree.ts";

/** A database with two records of long ago. */
async function seeded(path: string): Promise<string[]> {
  await using db = await openTestDatabase(path);
  const clock = new TestClock();
  const ids: string[] = [];
  for (const target of ["octo/repo#1", "octo/repo#2"]) {
    const log = { userId, actionType: "x", ok: true, target };
    const recorded = await recordActionLog(db, log, clock);
    if (recorded.outcome !== "recorded") throw new Error(recorded.outcome);
    ids.push(recorded.log.id);
    clock.advance(1000);
  }
  return ids;
}

async function change(path: string, statement: string): Promise<void> {
  await using db = await openDatabase({ path });
  await sql.raw(statement).execute(db);
}

const writeKey = (file: string, key: KeyObject): Promise<void> =>
  writeFile(file, key.export({ format: "pem", type: key.type === "private" ? "pkcs8" : "spki" }));

test.concurrent("seal, head, verify, and what is found", async () => {
  await using directory = await temporaryDirectory();
  const path = join(directory.path, "handsfree.db");
  const [first, second] = await seeded(path);
  const env = { DUCKDB_PATH: path };

  expect(await handsfree(["audit", "head"], { env })).toEqual(failure(3, /nothing is sealed yet/));
  expect(await output(["audit", "verify"], { env })).toBe(
    "0 entries and 0 sealed rows verified; 2 rows not sealed yet; no findings\n",
  );
  expect(await output(["audit", "seal"], { env })).toMatch(
    /^sealed 2 rows in 1 seal; the head is 1:[0-9a-f]{64}\n$/,
  );
  const head = await output(["audit", "head"], { env });
  expect(head).toMatch(/^1:[0-9a-f]{64}\n$/);
  expect(await output(["audit", "seal"], { env })).toBe(`nothing to seal; the head is ${head}`);
  expect(await jsonOutput(["audit", "head"], { env })).toMatchObject({
    number: 1,
    hash: head.trim().slice(2),
    signature: null,
    key_id: null,
  });
  expect(await output(["audit", "verify", "--head", head.trim()], { env })).toBe(
    "1 entry and 2 sealed rows verified; no findings\n",
  );

  await change(path, `update action_logs set ok = false where id = '${second}'`);
  expect(await handsfree(["audit", "verify"], { env })).toEqual({
    code: 7,
    stdout: `edited_row: action log ${second}, entry 1\n1 entry and 2 sealed rows verified; 1 finding\n`,
    stderr: "",
  });
  const json = await handsfree(["audit", "verify", "--json"], { env });
  expect(json.code).toBe(7);
  expect(JSON.parse(json.stdout)).toMatchObject({
    ok: false,
    findings: [{ kind: "edited_row", log_id: second, entry: 1 }],
    found: 1,
    head: { number: 1 },
  });

  // Cut off and sealed again: only the head of before tells.
  await change(path, "delete from audit_seals; delete from audit_leaves");
  await output(["audit", "seal"], { env });
  expect(await output(["audit", "verify"], { env })).toMatch(/no findings/);
  const file = join(directory.path, "head.txt");
  await writeFile(file, head);
  expect(await handsfree(["audit", "verify", "--head", file], { env })).toMatchObject({
    code: 7,
    stdout: expect.stringMatching(/^rewritten: entry 1\n/) as string,
  });

  await change(
    path,
    `update action_logs set created_at = created_at - interval 1 minute where id = '${first}'; delete from audit_leaves where log_id = '${first}'; update audit_leaves set position = 0`,
  );
  expect(await output(["audit", "seal"], { env })).toMatch(
    /\nlate: 1 row appeared after later rows were sealed; /,
  );
  expect(await output(["audit", "seal", "--accept-late"], { env })).toMatch(
    /^sealed 1 row in 1 seal; /,
  );
});

test.concurrent("signed seals, and the keys that they are held against", async () => {
  await using directory = await temporaryDirectory();
  const path = join(directory.path, "handsfree.db");
  await seeded(path);
  const env = { DUCKDB_PATH: path };
  const file = (name: string): string => join(directory.path, name);
  const [mine, other] = [generateKeyPairSync("ed25519"), generateKeyPairSync("ed25519")];
  await writeKey(file("key.pem"), mine.privateKey);
  await writeKey(file("key.pub"), mine.publicKey);
  await writeKey(file("other.pub"), other.publicKey);
  await writeKey(file("rsa.pem"), generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey);
  await writeFile(file("secret.txt"), "a passphrase");

  const seal = (name: string): ReturnType<typeof handsfree> =>
    handsfree(["audit", "seal", "--key-file", file(name)], { env });
  expect(await seal("none.pem")).toEqual(failure(2, /--key-file names a file that cannot be read/));
  expect(await seal("secret.txt")).toEqual(failure(2, /--key-file is not a private key in PEM/));
  expect(await seal("rsa.pem")).toEqual(failure(2, /--key-file must be a private Ed25519 key/));
  expect(await seal("key.pem")).toMatchObject({ code: 0, stderr: "" });

  const verify = (...args: string[]): ReturnType<typeof handsfree> =>
    handsfree(["audit", "verify", ...args], { env });
  const keys = ["--public-key", file("other.pub"), "--public-key", file("key.pub")];
  expect(await verify(...keys)).toMatchObject({ code: 0 });
  expect(await verify("--public-key", file("other.pub"))).toMatchObject({
    code: 7,
    stdout: expect.stringMatching(/^invalid_signature: entry 1\n/) as string,
  });
  expect(await verify("--public-key", file("key.pem"))).toEqual(
    failure(2, /--public-key is not a public key in PEM/),
  );
  expect(await verify("--head", file("key.pub"))).toEqual(
    failure(2, /--head names a file without a head/),
  );
  expect(await verify("--head", file("none"))).toEqual(
    failure(2, /--head names a file that cannot be read/),
  );
  expect(await verify("--signed-from", "0")).toEqual(
    failure(2, /--signed-from is not the number of an entry/),
  );
  const head = file("head.json");
  await writeFile(head, await output(["audit", "head", "--json"], { env }));
  expect(await verify("--head", head, "--signed-from", "2", ...keys)).toMatchObject({ code: 0 });
});
