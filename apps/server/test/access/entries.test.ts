import { expect, test } from "vitest";
import { TestApi } from "../api.ts";
import { matrix, pages } from "./matrix.ts";
import { operationsOf, routesOf } from "./operations.ts";

test("each operation has an entry in the matrix of access, and each entry an operation", async () => {
  await using api = await TestApi.start();
  await api.app.ready();
  const operations = operationsOf(api.app).map(({ id }) => id);
  expect(operations.toSorted()).toEqual(Object.keys(matrix).toSorted());
});

test("each route is an operation with an entry, or a page for anyone", async () => {
  const openId = {
    issuer: "https://login.example.org",
    clientId: "handsfree",
    clientSecret: "a secret for tests",
    createsMembers: false,
  };
  await using api = await TestApi.start({ signIn: { origin: "http://localhost:8080", openId } });
  await api.app.ready();
  const described = operationsOf(api.app).map(({ method, path }) => `${method} ${path}`);
  expect(routesOf(api.app).toSorted()).toEqual([...described, ...pages].toSorted());
});

test("a route that does not say who may call it cannot be registered", async () => {
  await using api = await TestApi.start();
  expect(() => api.app.get("/v1/forgotten", async () => "all secrets")).toThrow(
    "GET /v1/forgotten does not say who may call it; set access in its config",
  );
});
