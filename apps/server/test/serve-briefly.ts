import { serve } from "../src/serve.ts";

/** The server with short limits, for tests in which something hangs. */
await serve(process.env, {
  shutdownGrace: 500,
  closeGrace: 15_000,
  statementTimeLimit: 20_000,
  answerTimeLimit: 500,
});
