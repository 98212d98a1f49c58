import { createClient, HandsFreeProblem } from "@handsfree/client";

const client = createClient({
  url: process.env["HANDSFREE_URL"] ?? "http://127.0.0.1:8080",
  key: process.env["HANDSFREE_KEY"] ?? "",
});
try {
  const action = await client.pendingActions.propose({
    summary: "Merge octo/repo#12",
    action_type: "merge_pr",
    action_payload: { repo: "octo/repo", number: 12 },
  });
  const { outcome } = await action.waitForDecision({ timeout: 10 * 60_000 });
  // confirmed, rejected, cancelled, denied, expired or timed_out
  console.log(outcome);
} catch (error) {
  if (!(error instanceof HandsFreeProblem)) throw error;
  console.error(`${error.code}: ${error.detail}`);
  process.exitCode = 1;
}
