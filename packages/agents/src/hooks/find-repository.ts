import { readFileSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

/**
 * The `owner/name` of the repository that a directory is in: that of the remote `origin` in its git configuration, or
 * of its only remote. It is read without git, which takes longer to start than the whole hook.
 */
export function findRepository(directory: string): string | undefined {
  if (directory === "") return undefined;
  try {
    const folder = gitFolder(resolve(directory));
    return folder && repositoryOf(readFileSync(join(folder, "config"), "utf8"));
  } catch {
    return undefined;
  }
}

/** The folder with the configuration, which the work trees of a repository share. */
function gitFolder(directory: string): string | undefined {
  const path = join(directory, ".git");
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) {
    const parent = dirname(directory);
    return parent === directory ? undefined : gitFolder(parent);
  }
  if (found.isDirectory()) return path;
  const [, target = ""] = /^gitdir: (.+)$/m.exec(readFileSync(path, "utf8")) ?? [];
  const own = resolve(directory, target.trim());
  const shared = join(own, "commondir");
  if (statSync(shared, { throwIfNoEntry: false }) === undefined) return own;
  return resolve(own, readFileSync(shared, "utf8").trim());
}

function repositoryOf(config: string): string | undefined {
  const addresses = new Map<string, string>();
  let remote: string | undefined;
  for (const line of config.split("\n")) {
    if (/^\s*\[/.test(line)) remote = /^\s*\[remote "(.+)"\]/.exec(line)?.[1];
    const [, url] = /^\s*url\s*=\s*(\S+)\s*$/.exec(line) ?? [];
    if (remote !== undefined && url !== undefined) addresses.set(remote, url);
  }
  const [only] = addresses.size === 1 ? addresses.values() : [];
  const address = addresses.get("origin") ?? only ?? "";
  // https://host/owner/name.git, ssh://git@host/owner/name, git@host:owner/name
  const [, owner, name] = /[/:]([\w.-]+)\/([\w.-]+?)(?:\.git)?\/?$/.exec(address) ?? [];
  const isRemote = /^(?:\w+:\/\/|[\w.-]+@[\w.-]+:)/.test(address) && !address.startsWith("file:");
  return isRemote && owner !== undefined && name !== undefined ? `${owner}/${name}` : undefined;
}
