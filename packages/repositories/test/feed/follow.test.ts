import { getEventListeners } from "node:events";
import { openTestDatabase } from "@handsfree/testkit";
import { v7 } from "uuid";
import { expect, test } from "vitest";
import { recordCommand } from "../../src/entries/commands.ts";
import { followEvents } from "../../src/entries/events.ts";

test("a follower that waits often leaves no listener on its signal", async () => {
  await using db = await openTestDatabase();
  const reader = { userId: v7(), groups: new Set(["commands"] as const) };
  const leaving = new AbortController();
  const feed = followEvents(db, reader, { after: 0, signal: leaving.signal });
  await feed.next();
  for (let count = 0; count < 5; count++) {
    const next = feed.next();
    await recordCommand(db, { userId: reader.userId, inputType: "text", status: "ok" });
    const { value } = await next;
    expect(value).toMatchObject({ outcome: "read", events: [{ type: "command.recorded" }] });
  }
  expect(getEventListeners(leaving.signal, "abort").length).toBeLessThanOrEqual(1);
  leaving.abort();
  expect((await feed.next()).done).toBe(true);
});
