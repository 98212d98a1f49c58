import { execFileSync } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { temporaryDirectory } from "@handsfree/testkit";
import { expect, test } from "vitest";
import { findRepository } from "../../src/hooks/find-repository.ts";

async function withConfig(config: string): Promise<string | undefined> {
  await using directory = await temporaryDirectory();
  await mkdir(join(directory.path, ".git"));
  await writeFile(join(directory.path, ".git/config"), config);
  return findRepository(directory.path);
}
const remote = (name: string, url: string): string => `[remote "${name}"]\n\turl = ${url}\n`;

test.for([
  ["https://github.com/acme/shop.git", "acme/shop"],
  ["https://ada:secret@github.com/acme/shop", "acme/shop"],
  ["git@github.com:acme/shop.git", "acme/shop"],
  ["ssh://git@git.example.org:2222/acme/sh.op/", "acme/sh.op"],
  ["https://gitlab.com/group/sub/shop.git", "sub/shop"],
  ["/srv/git/shop.git", undefined],
  ["file:///srv/git/shop.git", undefined],
  ["../shop", undefined],
  ["https://github.com/", undefined],
] as const)("the remote %s is %s", async ([url, repository]) => {
  expect(await withConfig(remote("origin", url))).toBe(repository);
});

test("the remote is origin, or the only one", async () => {
  const [one, other] = ["https://a.test/one/a", "https://a.test/two/b"];
  expect(await withConfig(remote("fork", one) + remote("origin", other))).toBe("two/b");
  expect(await withConfig(remote("fork", one))).toBe("one/a");
  expect(await withConfig(remote("fork", one) + remote("upstream", other))).toBeUndefined();
  expect(await withConfig('[branch "main"]\n\turl = https://a.test/no/no\n')).toBeUndefined();
});

test("a folder within, a work tree, and no repository", async () => {
  await using directory = await temporaryDirectory();
  const main = join(directory.path, "main");
  const git = (...args: string[]): void =>
    void execFileSync("git", ["-C", main, ...args], { stdio: "ignore" });
  await mkdir(join(main, "src/deep"), { recursive: true });
  git("init");
  git("remote", "add", "origin", "git@github.com:acme/shop.git");
  git("-c", "user.name=a", "-c", "user.email=a@a", "commit", "--allow-empty", "-m", "a");
  git("worktree", "add", "../other");
  expect(findRepository(join(main, "src/deep"))).toBe("acme/shop");
  expect(findRepository(join(directory.path, "other"))).toBe("acme/shop");
  expect(findRepository(directory.path)).toBeUndefined();
  expect(findRepository(join(directory.path, "gone"))).toBeUndefined();
  expect(findRepository("")).toBeUndefined();
});
