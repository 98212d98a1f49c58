import { expect, test } from "vitest";
import { startBlock } from "../src/start-block.ts";

test("the block of a start names what a person needs, one a line", () => {
  const block = startBlock({
    address: "http://127.0.0.1:8080",
    origin: "http://localhost:8080",
    docs: "/docs",
    console: "/",
    database: "/data/x.db",
    keyFile: "/data/x.db.admin-key",
    notes: ["GITHUB_WEBHOOK_SECRET is not set"],
  });
  expect(block.split("\n").map((line) => line.trim().replaceAll(/ {2,}/g, ": "))).toEqual([
    "HandsFree is running.",
    "",
    "Address: http://127.0.0.1:8080",
    "Console: http://localhost:8080/",
    "Docs: http://localhost:8080/docs",
    "Sign in: http://localhost:8080/sign-in",
    "Database: /data/x.db",
    "Admin key: in /data/x.db.admin-key",
    "Note: GITHUB_WEBHOOK_SECRET is not set",
    "Stop: Ctrl-C",
    "",
  ]);
});

test("what is not there is not named", () => {
  const block = startBlock({
    address: "http://127.0.0.1:8080",
    origin: "http://localhost:8080",
    docs: undefined,
    console: undefined,
    database: ":memory:",
    keyFile: undefined,
    notes: [],
  });
  expect(block).not.toMatch(/Console|Docs|key|Note|undefined/);
});
