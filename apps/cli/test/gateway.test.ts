import { expect, test } from "vitest";
import { failure, handsfree } from "./handsfree.ts";

const env = { HANDSFREE_URL: "http://127.0.0.1:9", HANDSFREE_KEY: "hf_user_key" };

test.for([
  [["gateway"], {}, /takes the command of an MCP server after --, or --url, and not both/],
  [["gateway", "--url", "https://a.example", "--", "x"], {}, /and not both/],
  [["gateway", "--", "x"], {}, /no server is named; set HANDSFREE_URL/],
  [
    ["gateway", "--", "x"],
    { HANDSFREE_URL: "http://127.0.0.1:9" },
    /no key is given; set HANDSFREE_KEY_FILE/,
  ],
  [["gateway", "--key-file", "none", "--", "x"], env, /the key cannot be read from/],
  [["gateway", "--name", "a.b", "--", "x"], env, /NAME must be 1 to 100 letters/],
  [["gateway", "--wait", "10", "--", "x"], env, /--wait must be a time such as 90s, 10m or 1h/],
  [["gateway", "--excerpt", "9999", "--", "x"], env, /--excerpt must be at most 4000/],
  [["gateway", "--token-env", "T", "--", "x"], env, /--token-env is for --url/],
  [["gateway", "--url", "https://a.example", "--token-env", "T"], env, /--token-env must name/],
  [
    ["gateway", "--url", "http://a.example"],
    env,
    /URL is not the address of an MCP server with TLS/,
  ],
  [
    ["gateway", "--url", "https://me:hunter2@a.example"],
    env,
    /URL must not hold a name or password; give a token by --token-env\n$/,
  ],
] as const)("%j gives one line", async ([args, given, pattern]) => {
  expect(await handsfree(args, { env: given })).toEqual(failure(2, pattern));
});

test("a command that cannot be started gives one line", async () => {
  expect(await handsfree(["gateway", "--", "no-such-mcp-server"], { env })).toEqual(
    failure(3, /no-such-mcp-server cannot be started \(ENOENT\)/),
  );
});

test("the exit code of the MCP server is that of the command", async () => {
  const mcpServer = [process.execPath, "-e", "console.error('here'); process.exitCode = 5"];
  expect(await handsfree(["gateway", "--", ...mcpServer], { env })).toEqual({
    code: 5,
    stdout: "",
    stderr: "here\n",
  });
});
