import { createHmac } from "node:crypto";
import { createServer } from "node:http";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { webhookEndpointSecret } from "@handsfree/repositories/webhook-endpoints";
import {
  keepSecrets,
  openTestDatabase,
  startServerProcess,
  temporaryDirectory,
} from "@handsfree/testkit";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import {
  failure,
  handsfree,
  handsfreeProcess,
  jsonOutput,
  output,
  stranger,
  userId,
} from "./handsfree.ts";

const serverEntry = fileURLToPath(new URL("../../server/src/main.ts", import.meta.url));

const env = { DUCKDB_PATH: "" };
let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
beforeEach(async () => {
  directory = await temporaryDirectory();
  env.DUCKDB_PATH = join(directory.path, "handsfree.db");
});
afterEach(() => directory[Symbol.asyncDispose]());

const endpoints = (...args: string[]) => handsfree(["endpoints", ...args], { env });
const json = (...args: string[]) => jsonOutput(["endpoints", ...args], { env });

/** Makes an endpoint by a process, as a shell does. */
async function create(...args: string[]): Promise<{ id: string; secret: string }> {
  const created = await handsfreeProcess(["endpoints", "create", ...args], { env });
  expect(created).toMatchObject({ code: 0, stdout: expect.stringMatching(/^whsec_\S+\n$/) });
  const secret = created.stdout.trim();
  await keepSecrets(secret);
  expect(created.stderr).not.toContain(secret);
  const [, id = ""] = /^This secret is shown once: .* id is (\S+)\.\n$/.exec(created.stderr) ?? [];
  return { id, secret };
}

/** @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md */
function signatureOf(secret: string, headers: Record<string, string>, body: string): string {
  const key = Buffer.from(secret.replace("whsec_", ""), "base64");
  const signed = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`;
  return `v1,${createHmac("sha256", key).update(signed).digest("base64")}`;
}

describe("on a database", () => {
  beforeEach(async () => {
    await (await openTestDatabase(env.DUCKDB_PATH)).destroy();
  });

  test("an endpoint is made, changed, switched, and deleted, and its secret is shown once", async () => {
    const url = "https://example.org/hook";
    const { id, secret } = await create(url, "--type", "command.linked", "--by", userId);
    const key = Buffer.from((await readFile(`${env.DUCKDB_PATH}.signing-key`, "utf8")).trim());
    expect(webhookEndpointSecret(key, { id, secretVersion: 1 })).toBe(secret);
    const shown = { id, url, types: ["command.linked"], state: "enabled", created_by: userId };
    expect(await json("show", id)).toMatchObject(shown);
    expect(await output(["endpoints", "list"], { env })).toMatch(
      new RegExp(`enabled +${url} +command\\.linked +- +- +${id}\n$`),
    );

    const changes = ["--all-types", "--description", "CI", "--url", "https://example.org/other"];
    expect(await json("update", id, ...changes)).toMatchObject({
      outcome: "updated",
      endpoint: { types: null, description: "CI", url: "https://example.org/other" },
    });
    expect(await json("update", id, "--no-description")).toMatchObject({
      endpoint: { types: null, description: null },
    });
    const rotated = await endpoints("rotate-secret", id, "--overlap-seconds", "60");
    expect(rotated.stdout.trim()).toBe(webhookEndpointSecret(key, { id, secretVersion: 2 }));
    expect(rotated.stderr).toMatch(/The old secret signs too until \d{4}-/);

    expect(await json("disable", id)).toMatchObject({ endpoint: { state: "disabled" } });
    expect(await endpoints("test", id)).toEqual(failure(3, /endpoint is disabled; enable it/));
    expect(await json("enable", id)).toMatchObject({ endpoint: { state: "enabled" } });
    expect(await output(["endpoints", "test", id], { env })).toMatch(/^requested: https:/);
    expect(await output(["endpoints", "deliveries", id], { env })).toBe("No delivery matches.\n");
    expect(await output(["endpoints", "delete", id], { env })).toBe(`deleted: ${id}\n`);
    expect(await output(["endpoints", "list"], { env })).toBe("There is no endpoint.\n");
  });

  test("mistyped input is one line, and no secret is lost for want of a key", async () => {
    const { id } = await create("https://example.org/");
    const cases: [string[], number, RegExp][] = [
      [["create", "ftp://example.org"], 2, /URL is not a URL with http or https/],
      [["create", "https://a.example/", "--type", "push"], 2, /--type is not known/],
      [["create", "https://a.example/", "--user", stranger], 3, /there is no such user/],
      [["show", "7"], 2, /ID is not a UUID/],
      [["show", stranger], 3, /there is no webhook endpoint with this id/],
      [["update", id], 2, /URL is missing, as is any other change/],
      [["update", id, "--all-types", "--type", "command.linked"], 2, /--type is given beside/],
      [["rotate-secret", id, "--overlap-seconds", "a day"], 2, /--overlap-seconds is not a number/],
      [["enable", id, "--after", "now"], 2, /--after is no id of an event/],
      [["deliveries", id, "--state", "lost"], 2, /'lost' is invalid. Allowed choices are waiting/],
      [["redeliver", id, stranger], 3, /the endpoint has no delivery with this id/],
      [["delete", stranger], 3, /there is no webhook endpoint with this id/],
      [["list", "--server", "http://example.org"], 2, /--server is not the address/],
    ];
    await endpoints("disable", id);
    for (const [args, code, pattern] of cases) {
      expect({ args, ...(await endpoints(...args)) }).toEqual({ args, ...failure(code, pattern) });
    }
    const keyless = { env: { ...env, WEBHOOK_SIGNING_KEY_FILE: join(directory.path, "none") } };
    const rotate = ["endpoints", "rotate-secret", id];
    expect(await handsfree(rotate, keyless)).toEqual(failure(2, /WEBHOOK_SIGNING_KEY_FILE must/));
    expect(await json("show", id)).toMatchObject({ previous_secret_until: null });
  });
});

test("while a server holds the file, it is asked: a receiver gets what its secret proves, and gets it again", async () => {
  const received: { headers: Record<string, string>; body: string }[] = [];
  const receiver = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (text: string) => (body += text));
    request.on("end", () => {
      received.push({ headers: request.headers as Record<string, string>, body });
      response.writeHead(204).end();
    });
  }).listen(0, "127.0.0.1");
  await once(receiver, "listening");
  await using _receiver = { [Symbol.asyncDispose]: async () => void receiver.close() };
  const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
  await using server = await startServerProcess(serverEntry, {
    ...env,
    WEBHOOK_ALLOWED_ADDRESSES: "127.0.0.1",
  });

  const { id, secret } = await create(url, "--type", "command.linked");
  expect(await output(["endpoints", "test", id], { env })).toBe(`requested: ${url} (${id})\n`);
  await vi.waitFor(() => expect(received.length).toBe(1), { timeout: 60_000 });
  const [{ headers, body } = { headers: {}, body: "" }] = received;
  expect(JSON.parse(body)).toMatchObject({ type: "webhook_endpoint.tested" });
  expect(headers["webhook-signature"]).toBe(signatureOf(secret, headers, body));
  const delivered = await vi.waitFor(
    async () => {
      const page = (await json("deliveries", id, "--state", "delivered")) as {
        items: { id: string }[];
      };
      expect(page.items).toHaveLength(1);
      return page.items[0]?.id ?? "";
    },
    { timeout: 60_000 },
  );
  expect(await json("redeliver", id, delivered)).toMatchObject({
    outcome: "requested",
    delivery: { id: delivered, type: "webhook_endpoint.tested" },
  });
  await vi.waitFor(() => expect(received.length).toBe(2), { timeout: 60_000 });
  expect(received[1]?.headers["webhook-id"]).toBe(headers["webhook-id"]);

  expect(await json("list", "--limit", "1", "--order", "asc")).toMatchObject({ items: [{ id }] });
  expect(await json("update", id, "--description", "CI", "--all-types")).toMatchObject({
    endpoint: { description: "CI", types: null },
  });
  const rotated = (await json("rotate-secret", id)) as { secret: string };
  expect(rotated.secret).not.toBe(secret);
  await keepSecrets(rotated.secret);
  for (const [args, code, pattern] of [
    [["show", "7"], 2, /ID /],
    [["show", stranger], 3, /there is no webhook endpoint with this id/],
    [["create", "ftp://example.org"], 2, /URL /],
    [["list", "--limit", "0"], 2, /--limit /],
    [["disable", id, "--by", userId], 2, /--by is the admin whose key the server knows/],
  ] as const) {
    expect({ args, ...(await endpoints(...args)) }).toEqual({ args, ...failure(code, pattern) });
  }
  expect(await json("disable", id, "--server", new URL(server.url).origin)).toMatchObject({
    endpoint: { state: "disabled" },
  });
  expect(await json("enable", id)).toMatchObject({ endpoint: { state: "enabled" } });
  expect(await output(["endpoints", "delete", id], { env })).toBe(`deleted: ${id}\n`);
});
