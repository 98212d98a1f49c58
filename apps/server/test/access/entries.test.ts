import { expect, test } from "vitest";
import { TestApi } from "../api.ts";
import { matrix } from "./matrix.ts";
import { operationsOf } from "./operations.ts";

test("each operation has an entry in the matrix of access, and each entry an operation", async () => {
  await using api = await TestApi.start();
  await api.app.ready();
  const operations = operationsOf(api.app).map(({ id }) => id);
  expect(operations.toSorted()).toEqual(Object.keys(matrix).toSorted());
});

test("a route that does not say who may call it cannot be registered", async () => {
  await using api = await TestApi.start();
  expect(() => api.app.get("/v1/forgotten", async () => "all secrets")).toThrow(
    "GET /v1/forgotten does not say who may call it; set access in its config",
  );
});
