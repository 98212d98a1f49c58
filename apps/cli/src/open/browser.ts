import { spawn } from "node:child_process";
import { once } from "node:events";
import { invocation } from "../invocation.ts";

/** A program that opens an address in a person's browser, and its first arguments. */
interface Opener {
  readonly program: string;
  readonly args: readonly string[];
}

/** The opener of this machine. @returns undefined if there is no screen, as over SSH. */
export function findOpener(
  platform: NodeJS.Platform = process.platform,
  env: Readonly<Record<string, string | undefined>> = invocation().env,
): Opener | undefined {
  switch (platform) {
    case "darwin":
      return env["SSH_CONNECTION"] === undefined ? { program: "open", args: [] } : undefined;
    case "win32":
      // `start` is a command of a shell, which would read `&` in an address.
      return env["SSH_CONNECTION"] === undefined
        ? { program: "rundll32", args: ["url.dll,FileProtocolHandler"] }
        : undefined;
    default: {
      const hasScreen = Boolean(env["DISPLAY"]) || Boolean(env["WAYLAND_DISPLAY"]);
      return hasScreen ? { program: "xdg-open", args: [] } : undefined;
    }
  }
}

/** Opens an address, without a shell. @returns whether the opener began to. */
export async function openInBrowser({ program, args }: Opener, url: string): Promise<boolean> {
  const { env } = invocation();
  const opener = spawn(program, [...args, url], { env, stdio: "ignore", detached: true });
  opener.unref();
  try {
    await once(opener, "spawn");
    return true;
  } catch {
    return false;
  }
}
