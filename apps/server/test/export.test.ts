import { expect, test } from "vitest";
import { stranger, TestApi } from "./api.ts";

interface Line {
  readonly type: string;
  readonly data: Record<string, unknown>;
}

test("the caller's data comes as JSON Lines, with the digits that it was sent with", async () => {
  await using api = await TestApi.start();
  await api.post("/v1/commands", '{"input_type":"text","status":"ok","entities":[2.50]}');
  await api.post("/v1/commands", { input_type: "text", status: "error" }, stranger);
  const response = await api.get("/v1/export");
  expect(response.statusCode).toBe(200);
  expect(response.headers["content-type"]).toBe("application/jsonl; charset=utf-8");
  expect(response.body).toContain('"entities":[2.50]');
  const lines = response.body.trimEnd().split("\n");
  const types = lines.map((line) => (JSON.parse(line) as Line).type);
  expect(types).toEqual(["header", "user", "command", "access_key", "end"]);
});

test("a parameter that it does not take is refused", async () => {
  await using api = await TestApi.start();
  expect((await api.get("/v1/export?user=ada")).statusCode).toBe(400);
});

test("nobody can erase over HTTP", async () => {
  await using api = await TestApi.start();
  const routes = api.app.printRoutes({ commonPrefix: false });
  expect(api.app.hasRoute({ method: "GET", url: "/v1/export" })).toBe(true);
  expect(routes).not.toMatch(/erase|erasure/);
});
