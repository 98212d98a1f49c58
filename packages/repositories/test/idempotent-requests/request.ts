import type { IdempotentRequest } from "../../src/entries/idempotency.ts";

/** A request of these tests. */
export const request: IdempotentRequest = {
  callerId: "019a2f6e-0000-7000-8000-000000000001",
  key: "once",
  route: "POST /v1/users",
  content: "/v1/users\n\n{}",
};
