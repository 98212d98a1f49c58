import fc from "fast-check";
import { expect, inject, test } from "vitest";
import { FuzzedServer } from "./fuzzed-server.ts";
import { requests } from "./requests.ts";

const { env } = process;
/** How many requests are sent in all. */
const count = Number(env["HANDSFREE_FUZZ"] ?? (inject("depth") === "deep" ? 20_000 : 500));
/** Another seed draws other requests. */
const seed = Number(env["HANDSFREE_FUZZ_SEED"] ?? 14);
/** How many requests are sent at a time, so that they also meet each other. */
const atOnce = 10;

test(`${count} requests of the seed ${seed} are answered as openapi.json says`, async () => {
  await using server = await FuzzedServer.start();
  const statuses = new Map<number, number>();
  let sent = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(requests, { minLength: atOnce, maxLength: atOnce }),
      async (together) => {
        await server.admitCallers();
        sent += together.length;
        for (const status of await Promise.all(together.map((one) => server.send(one)))) {
          statuses.set(status, (statuses.get(status) ?? 0) + 1);
        }
      },
    ),
    { numRuns: Math.ceil(count / atOnce), seed, endOnFailure: true },
  );
  expect(Object.fromEntries(server.faults)).toEqual({});
  // Else it would only show that everything is refused.
  const done = [...statuses].filter(([status]) => status < 300);
  expect(done.reduce((sum, [, times]) => sum + times, 0)).toBeGreaterThan(sent / 20);
}, 1_800_000);
