import { migrationsDirectory } from "@handsfree/migrations";
import { readMigrations } from "@handsfree/migrator";
import { openDatabase } from "@handsfree/query";
import { systemContext } from "@handsfree/repositories";
import type { EventJson } from "@handsfree/wire/events";
import { temporaryPostgres } from "@handsfree/testkit";
import { expect, test } from "vitest";
import { buildApp } from "../src/app.ts";
import { userId } from "./api.ts";
import { bearer, keyOfUser } from "./callers.ts";
import { readFrames } from "./events/read-stream.ts";

const servers = 3;
const decisions = 20;

test(`of ${servers} servers of one database, each shows what another one decided, and a wait ends`, async () => {
  await using stack = new AsyncDisposableStack();
  const { url } = stack.use(await temporaryPostgres());
  const migrations = await readMigrations(migrationsDirectory);
  const origins: string[] = [];
  let headers: Record<string, string> = {};
  for (let n = 0; n < servers; n++) {
    const db = stack.use(await openDatabase({ url, poolSize: 4 }));
    if (n === 0) headers = bearer(await keyOfUser(db, userId));
    const app = await buildApp({ db, context: systemContext, migrations, shutdownGrace: 500 });
    stack.defer(() => app.close());
    origins.push(await app.listen({ port: 0, host: "127.0.0.1" }));
  }
  const post = async (origin: string | undefined, path: string, body: object) => {
    const response = await fetch(`${origin}${path}`, {
      method: "POST",
      headers: { ...headers, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    expect(response.status).toBeLessThan(300);
    return (await response.json()) as { id: string; token: string };
  };

  const leaving = new AbortController();
  stack.defer(() => leaving.abort());
  const stream = await fetch(`${origins[2]}/v1/events/stream?types=pending_action.confirmed`, {
    headers,
    signal: leaving.signal,
  });
  const frames = readFrames(stream);
  await frames.next();
  const delays: number[] = [];
  const seen: string[] = [];
  const decided: string[] = [];
  for (let n = 0; n < decisions; n++) {
    const proposal = { summary: "Merge", action_type: "merge", action_payload: { n } };
    const { id, token } = await post(origins[0], "/v1/pending-actions", proposal);
    const waiting = fetch(`${origins[1]}/v1/pending-actions/${id}/decision?wait_seconds=60`, {
      headers,
    });
    await post(origins[0], "/v1/pending-actions/confirm", { token });
    decided.push(id);
    const began = performance.now();
    for await (const { data } of iterate(frames)) {
      if (data === undefined) continue;
      seen.push((JSON.parse(data) as EventJson).record.id ?? "");
      break;
    }
    delays.push(performance.now() - began);
    expect(await (await waiting).json()).toMatchObject({ outcome: "confirmed", action: { id } });
  }
  expect(seen).toEqual(decided);
  const median = delays.toSorted((a, b) => a - b)[decisions / 2] ?? 0;
  process.stdout.write(`decision to event on another server: median ${median.toFixed(0)} ms\n`);
});

/** Iterates without ending the generator at a break. */
async function* iterate<T>(from: AsyncGenerator<T>): AsyncGenerator<T> {
  for (;;) {
    const { value, done } = await from.next();
    if (done === true) return;
    yield value;
  }
}
