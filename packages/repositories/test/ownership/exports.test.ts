import { expect, test } from "vitest";
import { publicSurface } from "../public-surface.ts";
import { attacks } from "./attacks/index.ts";
import { nobodys } from "./nobodys.ts";

const functions = Object.entries(publicSurface)
  .filter(([, exported]) => typeof exported === "function")
  .map(([name]) => name);

test("every public function is held to its user, or belongs to none for a reason", () => {
  expect([...Object.keys(attacks), ...Object.keys(nobodys)].toSorted()).toEqual(
    functions.toSorted(),
  );
});

test.for(Object.entries(nobodys))("%s belongs to no user: %s", ([, reason]) => {
  expect(reason).toMatch(/^\w.{10,}/);
});
