import { systemContext } from "@handsfree/repositories";
import { openTestDatabase } from "@handsfree/testkit";
import { expect, test } from "vitest";
import { buildApp } from "../src/app.ts";

test("a stop that takes longer than ten seconds is as good as any", async () => {
  await using db = await openTestDatabase();
  const stopping = await buildApp({
    db,
    context: systemContext,
    migrations: [],
    shutdownGrace: 60_000,
  });
  const begun = Promise.withResolvers<void>();
  stopping.get("/slow", { config: { access: "public" } }, async () => {
    begun.resolve();
    await new Promise((resolve) => setTimeout(resolve, 10_500));
    return "done";
  });
  await stopping.listen({ port: 0 });
  const { port: own } = stopping.server.address() as { port: number };
  const slowCall = fetch(`http://127.0.0.1:${own}/slow`);
  await begun.promise;
  await stopping.close();
  expect(await (await slowCall).text()).toBe("done");
});
