import { expect, test } from "vitest";
import { allEvents, store, useDeliveries } from "./deliveries.ts";

useDeliveries();

test.for([
  ["payload", undefined],
  ["payload", null],
  ["payload", 7],
  ["payload", { a: 1 }],
  ["payload", new ArrayBuffer(2)],
  ["signatureOk", undefined],
  ["signatureOk", "false"],
  ["source", undefined],
  ["headers", null],
  ["headers", { a: 7 }],
] as const)(
  "storing with an invalid %s (%j) names it and stores nothing",
  async ([field, value]) => {
    await expect(store({ [field]: value })).rejects.toMatchObject({ code: "invalid_input", field });
    expect(await allEvents()).toEqual([]);
  },
);
