import { createClient } from "@handsfree/client";

const client = createClient({
  url: process.env["HANDSFREE_URL"] ?? "http://127.0.0.1:8080",
  key: process.env["HANDSFREE_KEY"] ?? "",
});
for await (const { id, display, payload_digest } of client.pendingActions.list()) {
  console.log(display.summary);
  const { outcome } = await client.pendingActions.approve(id, { payload_digest });
  console.log(outcome);
}
