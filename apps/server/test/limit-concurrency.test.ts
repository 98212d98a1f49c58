import Fastify from "fastify";
import { expect, test } from "vitest";
import { handleErrors } from "../src/http/error-handler.ts";
import { limitConcurrency } from "../src/http/limit-concurrency.ts";

/** An app whose streams stay open until they are ended. Callers are told apart by their address. */
async function start() {
  const app = Fastify({ trustProxy: true });
  handleErrors(app);
  limitConcurrency(app);
  const opened: (() => void)[] = [];
  app.get("/stream", { config: { concurrency: "stream" } }, async () => {
    const { promise, resolve } = Promise.withResolvers<string>();
    opened.push(() => resolve("ended"));
    return promise;
  });
  app.get("/other", async () => "other");
  const open = (caller: string, path = "/stream") =>
    app.inject({ url: path, headers: { "x-forwarded-for": caller } });
  return { app, opened, open };
}

test("a caller has so many streams at a time, and one more when one has ended", async () => {
  const { app, opened, open } = await start();
  const streams = Array.from({ length: 50 }, () => open("10.0.0.1"));
  await expect.poll(() => opened.length).toBe(50);
  const refused = await open("10.0.0.1");
  expect(refused.statusCode).toBe(429);
  expect(refused.headers["retry-after"]).toBe("10");
  expect(refused.json()).toMatchObject({ status: 429, code: "too_many_streams" });
  expect((await open("10.0.0.1", "/other")).statusCode).toBe(200);
  opened[0]?.();
  await streams[0];
  streams.push(open("10.0.0.1"), open("10.0.0.2"));
  await expect.poll(() => opened.length).toBe(52);
  for (const end of opened) end();
  for (const { statusCode } of await Promise.all(streams)) expect(statusCode).toBe(200);
  await app.close();
});

test("all callers have so many streams at a time", async () => {
  const { app, opened, open } = await start();
  const streams = Array.from({ length: 1000 }, (_, n) => open(`10.0.0.${n % 20}`));
  await expect.poll(() => opened.length).toBe(1000);
  const refused = await open("10.0.1.1");
  expect(refused.headers["retry-after"]).toBe("10");
  expect(refused.json()).toMatchObject({ status: 503, code: "overloaded" });
  for (const end of opened) end();
  await Promise.all(streams);
  await app.close();
});
