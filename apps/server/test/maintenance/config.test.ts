import { generateKeyPairSync } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { temporaryDirectory } from "@handsfree/testkit";
import { expect, test } from "vitest";
import { readMaintenanceOptions } from "../../src/maintenance/config.ts";

test("by default no record is removed by age, and no seal is signed", () => {
  const nothing = { retention: undefined, privateKey: undefined };
  expect(readMaintenanceOptions({})).toEqual(nothing);
  expect(readMaintenanceOptions({ RETENTION: "off", AUDIT_SIGNING_KEY_FILE: "" })).toEqual(nothing);
});

test("RETENTION turns retention on, and RETENTION_KEEP changes its defaults", () => {
  expect(readMaintenanceOptions({ RETENTION: "on" }).retention).toEqual({});
  const RETENTION_KEEP = "webhook_payloads=14, commands=never";
  expect(readMaintenanceOptions({ RETENTION: "on", RETENTION_KEEP }).retention).toEqual({
    webhookPayloads: 14,
    commands: null,
  });
});

test.for([
  [{ RETENTION: "yes" }, /^RETENTION must be on or off/],
  [{ RETENTION_KEEP: "commands=1" }, /^RETENTION_KEEP has no effect while retention is off/],
  [{ RETENTION: "on", RETENTION_KEEP: "commands" }, /^RETENTION_KEEP holds an invalid setting/],
  [{ RETENTION: "on", RETENTION_KEEP: "command=1" }, /^RETENTION_KEEP holds an invalid setting/],
  [{ AUDIT_SIGNING_KEY_FILE: "/nowhere/key.pem" }, /^AUDIT_SIGNING_KEY_FILE must name a file/],
] as const)("%j is refused", ([environment, message]) => {
  expect(() => readMaintenanceOptions(environment)).toThrow(message);
});

test("the key is an Ed25519 key in a file, and an error does not show another file's content", async () => {
  await using directory = await temporaryDirectory();
  const file = join(directory.path, "key.pem");
  const pem = (type: "ed25519" | "x25519") => {
    const { privateKey } = generateKeyPairSync(type as "ed25519");
    return privateKey.export({ type: "pkcs8", format: "pem" });
  };
  await writeFile(file, pem("ed25519"));
  expect(readMaintenanceOptions({ AUDIT_SIGNING_KEY_FILE: file }).privateKey?.type).toBe("private");
  for (const content of ["the-secret", pem("x25519")]) {
    await writeFile(file, content);
    expect(() => readMaintenanceOptions({ AUDIT_SIGNING_KEY_FILE: file })).toThrow(
      /^AUDIT_SIGNING_KEY_FILE must name a file with a private Ed25519 key in PEM; make one with "openssl genpkey -algorithm ed25519"$/,
    );
  }
});
