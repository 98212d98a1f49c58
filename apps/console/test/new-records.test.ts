import { expect, test } from "vitest";
import {
  addNewRecords,
  countNewRecords,
  noNewRecords,
} from "../src/components/virtual-list/new-records.ts";

test("a new record counts until the list has it", () => {
  const records = addNewRecords(addNewRecords(noNewRecords, ["a"]), ["b", null]);
  expect(countNewRecords(records, [])).toBe(3);
  expect(countNewRecords(records, [{ id: "a" }, { id: "x" }])).toBe(2);
});

test("of many new records the ids are not kept, and all of them count", () => {
  let records = noNewRecords;
  for (let n = 0; n < 1000; n += 1) records = addNewRecords(records, [`id ${n}`]);
  expect(records.ids.length).toBeLessThanOrEqual(200);
  expect(countNewRecords(records, [{ id: "id 999" }])).toBe(999);
});
