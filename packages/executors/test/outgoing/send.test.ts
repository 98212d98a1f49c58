import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { AddressRules } from "../../src/outgoing/address-rules.ts";
import { requestSender } from "../../src/outgoing/send.ts";

const loopback = new AddressRules("127.0.0.0/8, ::1");
const nothing = new AddressRules("");
const refused = { error: expect.stringMatching(/^the address is not allowed/) };

async function receiver(listener: RequestListener) {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/hook`,
    port,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function message(url: string) {
  return {
    url,
    headers: { "webhook-id": "1" },
    body: '{"a":"é"}',
    signal: AbortSignal.timeout(60_000),
  };
}

test("a delivery arrives whole, and its answer is the status", async () => {
  let got: unknown;
  await using server = await receiver((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { method, url, headers } = request;
      got = { method, url, id: headers["webhook-id"], body: Buffer.concat(chunks).toString() };
      response.writeHead(429, { "retry-after": "7" }).end("slow down");
    });
  });
  const send = requestSender({ rules: loopback });
  expect(await send(message(server.url))).toEqual({ status: 429, retryAfter: "7" });
  expect(got).toEqual({ method: "POST", url: "/hook", id: "1", body: '{"a":"é"}' });
});

test.for([
  "http://127.0.0.1/",
  "https://127.0.0.1/",
  "https://127.1/",
  "https://2130706433/",
  "https://0x7f.0.0.1/",
  "https://0.0.0.0/",
  "https://10.0.0.1/",
  "https://100.64.0.1/",
  "https://169.254.169.254/latest/meta-data/",
  "https://172.31.255.255/",
  "https://192.168.1.1/",
  "https://198.18.0.1/",
  "https://224.0.0.1/",
  "https://255.255.255.255/",
  "https://[::1]/",
  "https://[::]/",
  "https://[::ffff:127.0.0.1]/",
  "https://[::ffff:a9fe:a9fe]/",
  "https://[64:ff9b::7f00:1]/",
  "https://[2002:7f00:1::]/",
  "https://[2001:0:7f00:1::]/",
  "https://[fe80::1]/",
  "https://[fd00:ec2::254]/",
  "https://[ff02::1]/",
  "http://93.184.216.34/",
])("%s is refused, and so is a name that has this address", async (url) => {
  const send = requestSender({ rules: nothing });
  expect(await send(message(url))).toEqual(refused);

  const { protocol, hostname } = new URL(url);
  const address = hostname.replaceAll(/[[\]]/g, "");
  const family = address.includes(":") ? 6 : 4;
  const byName = requestSender({
    rules: nothing,
    // One bad address among good ones is enough.
    resolve: async () => [
      { address: "93.184.216.34", family: 4 },
      { address, family },
    ],
  });
  expect(await byName(message(`${protocol}//name.example/`))).toEqual(refused);
});

test("public addresses are allowed by https alone, and given ranges by both", () => {
  for (const address of ["93.184.216.34", "2606:2800:21f:cb07::1"]) {
    expect(nothing.mayCall(address, true)).toBe(true);
    expect(nothing.mayCall(address, false)).toBe(false);
  }
  expect(loopback.mayCall("127.9.9.9", false)).toBe(true);
  expect(loopback.mayCall("::1", true)).toBe(true);
  expect(loopback.mayCall("10.0.0.1", true)).toBe(false);
  for (const bad of ["10.0.0.0/33", "example.com", "fe80::1%eth0", "10.0.0.1/"]) {
    expect(() => new AddressRules(bad)).toThrow(/^allowed/);
  }
});

test("the address that was checked is the one that is called, though the name changes", async () => {
  await using server = await receiver((_request, response) => response.end());
  const answers = ["127.0.0.1", "10.0.0.1"];
  let asked = 0;
  const send = requestSender({
    rules: loopback,
    resolve: async () => [{ address: answers[asked++] ?? "", family: 4 }],
  });
  const url = `http://rebinding.example:${server.port}/`;
  expect(await send(message(url))).toMatchObject({ status: 200 });
  expect(asked).toBe(1);
  expect(await send(message(url))).toEqual(refused);
});

test("a redirect is not followed", async () => {
  let calls = 0;
  await using server = await receiver((_request, response) => {
    calls++;
    response.writeHead(307, { location: "/elsewhere" }).end();
  });
  expect(await requestSender({ rules: loopback })(message(server.url))).toMatchObject({
    status: 307,
  });
  expect(calls).toBe(1);
});

test("an answer without an end is read to a limit, and one that never begins ends in time", async () => {
  await using endless = await receiver((_request, response) => {
    response.writeHead(200);
    const more = (): void => {
      while (response.writable && response.write(Buffer.alloc(16_384))) continue;
    };
    response.on("drain", more);
    more();
  });
  const send = requestSender({ rules: loopback, timeLimit: 30_000 });
  expect(await send(message(endless.url))).toMatchObject({ status: 200 });

  await using hanging = await receiver(() => undefined);
  const short = requestSender({ rules: loopback, timeLimit: 50 });
  expect(await short(message(hanging.url))).toEqual({ error: "no answer within 50 ms" });
});

test("errors name their code, and no address", async () => {
  const server = await receiver(() => undefined);
  await server[Symbol.asyncDispose]();
  expect(await requestSender({ rules: loopback })(message(server.url))).toEqual({
    error: "the request failed: ECONNREFUSED",
  });
});
