import {
  abandonExpiredExecutions,
  claimAction,
  executeActions,
  ExecutionFailure,
  failAction,
  heartbeatAction,
  judgeExecution,
  previewAction,
  releaseAction,
  succeedAction,
} from "../../src/entries/pending-actions.ts";
import { on, plain, type Rows } from "./row.ts";
import { ended, id, userId } from "./samples.ts";

const holder = { actionId: id, token: "t", userId };
const claim = { types: ["merge_pr"], worker: "w", leaseSeconds: 60, userId, random: () => 0 };

export const executions: Rows = {
  claimAction: on(claimAction, { ...claim, id }),
  executeActions: on(executeActions, {
    ...claim,
    execute: () => undefined,
    pollSeconds: 1,
    concurrency: 1,
    signal: ended,
  }),
  previewAction: on(previewAction, {
    actionId: id,
    version: 1,
    preview: {
      title: "Fix the login",
      url: "https://example.com/12",
      facts: [{ label: "branch", value: "fix" }],
    },
    worker: "w",
    userId,
  }),
  heartbeatAction: on(heartbeatAction, { ...holder, leaseSeconds: 60 }),
  releaseAction: on(releaseAction, { ...holder, retryAfterSeconds: 60, reason: "busy" }),
  judgeExecution: on(judgeExecution, id),
  ExecutionFailure: plain(
    (...given: ConstructorParameters<typeof ExecutionFailure>) => new ExecutionFailure(...given),
    "no such branch",
    { retryAfterSeconds: 60, result: {} },
  ),
  succeedAction: on(succeedAction, { ...holder, result: {} }),
  failAction: on(failAction, { ...holder, result: {}, error: "e" }),
  abandonExpiredExecutions: on(abandonExpiredExecutions, { limit: 10 }),
};
