import Fastify from "fastify";
import { afterEach, expect, test, vi } from "vitest";
import { DatabaseQueues } from "../src/database-queues.ts";
import { handleErrors } from "../src/http/error-handler.ts";
import { measurePressure, type Pressure, shedLoad } from "../src/http/shed-load.ts";
import { TestApi } from "./api.ts";

afterEach(() => void vi.useRealTimers());

const none: Pressure = { delay: 0, heap: 0, waiting: 0 };
const paths = ["GET /read", "POST /change", "POST /receipt", "GET /health"] as const;

/** Which of the paths are answered under a pressure. */
async function answered(pressure: Partial<Pressure>): Promise<string[]> {
  const app = Fastify();
  handleErrors(app);
  shedLoad(app, () => ({ ...none, ...pressure }));
  app.get("/read", async () => "");
  app.post("/change", async () => "");
  app.post("/receipt", { config: { load: "receipt" } }, async () => "");
  app.get("/health", { config: { load: "health" } }, async () => "");
  const statuses = await Promise.all(
    paths.map(async (path) => {
      const [method, url] = path.split(" ") as ["GET" | "POST", string];
      const { statusCode, headers, body } = await app.inject({ method, url });
      if (statusCode === 200) return path;
      expect({ statusCode, after: headers["retry-after"] }).toEqual({
        statusCode: 503,
        after: "1",
      });
      expect(JSON.parse(body)).toMatchObject({ status: 503, code: "overloaded" });
      return [];
    }),
  );
  await app.close();
  return statuses.flat();
}

test.for([
  [{}, 4],
  [{ delay: 399, heap: 0.79, waiting: 999 }, 4],
  [{ delay: 500 }, 3],
  [{ heap: 0.9 }, 3],
  [{ waiting: 2000 }, 3],
  [{ delay: 3000 }, 2],
  [{ heap: 0.95 }, 2],
  [{ waiting: 6000 }, 2],
  [{ delay: Infinity }, 1],
  [{ heap: 0.99 }, 1],
] as const)("under %j reads are refused first, and deliveries last", async ([pressure, rest]) => {
  expect(await answered(pressure)).toEqual(paths.slice(paths.length - rest));
});

test("a long queue of the database refuses reads, and no proposals and deliveries, until it is short", async () => {
  const databaseQueues = new DatabaseQueues();
  const { onCommit, onRead } = databaseQueues.observer;
  await using api = await TestApi.start({ databaseQueues });
  onCommit({ writes: 1, waiting: 2000, milliseconds: 1 });
  const refused = await api.get("/v1/pending-actions");
  expect(refused.statusCode).toBe(503);
  expect(refused.json()).toMatchObject({ code: "overloaded" });
  expect(await api.propose()).toEqual(expect.any(String));
  expect((await api.deliver("{}")).statusCode).toBe(202);
  expect((await api.get("/health")).statusCode).toBe(200);
  onCommit({ writes: 1, waiting: 0, milliseconds: 1 });
  expect((await api.get("/v1/pending-actions")).statusCode).toBe(200);
  onRead({ reads: 1, waiting: 1001, milliseconds: 1 });
  expect((await api.get("/v1/pending-actions")).statusCode).toBe(503);
});

test("pressure counts once it has lasted for three seconds", async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  const app = Fastify();
  const measure = await measurePressure(app, new DatabaseQueues());
  const seen: Pressure[] = [];
  for (const eventLoopDelay of [500, 600, 700, 10, 900]) {
    app.memoryUsage = () => ({ eventLoopDelay, heapUsed: 0, rssBytes: 0, eventLoopUtilized: 0 });
    vi.advanceTimersByTime(1000);
    seen.push(measure());
  }
  expect(seen.map(({ delay }) => delay)).toEqual([0, 0, 500, 10, 10]);
  await app.close();
});
