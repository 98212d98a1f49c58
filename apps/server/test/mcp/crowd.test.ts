import { createClient } from "@handsfree/client";
import { expect, test } from "vitest";
import { TestApi, userId } from "../api.ts";
import { connect, question } from "./mcp-clients.ts";

test("50 calls wait at once, and each hears its own decision", async () => {
  await using api = await TestApi.start();
  const url = await api.app.listen({ port: 0, host: "127.0.0.1" });
  const key = await api.keyOf(userId);
  const person = createClient({ url, key });
  await using client = await connect("2.x", url, key);
  const numbers = Array.from({ length: 50 }, (_, number) => number);
  const calls = numbers.map((number) =>
    client.call("request_approval", { ...question, action_payload: { number } }),
  );
  const answers = Promise.all(calls);
  const end = new AbortController();
  void answers.finally(() => end.abort());
  while (!end.signal.aborted) {
    const { items } = await person.pendingActions.list({ limit: 100 }).page();
    for (const { id, action_payload, payload_digest } of items) {
      const isEven = (action_payload as { number: number }).number % 2 === 0;
      await person.pendingActions[isEven ? "approve" : "reject"](id, { payload_digest });
    }
  }
  expect((await answers).map(({ content }) => content["outcome"])).toEqual(
    numbers.map((number) => (number % 2 === 0 ? "approved" : "rejected")),
  );
});

test("a server that stops ends a wait with the way out, and the question stays open", async () => {
  await using api = await TestApi.start();
  const url = await api.app.listen({ port: 0, host: "127.0.0.1" });
  const key = await api.keyOf(userId);
  await using client = await connect("2.x", url, key);
  const call = client.call("request_approval", { ...question, wait_seconds: 600 });
  const { pendingActions } = createClient({ url, key });
  while ((await pendingActions.list().page()).items.length === 0);
  await api.app.close();
  expect(await call).toMatchObject({
    isError: true,
    text: expect.stringContaining("make the same call again") as string,
  });
  const { state } = await api.db
    .selectFrom("pending_actions")
    .select("state")
    .executeTakeFirstOrThrow();
  expect(state).toBe("pending");
});
