import { createClient } from "@handsfree/client";

const client = createClient({
  url: process.env["HANDSFREE_URL"] ?? "http://127.0.0.1:8080",
  key: process.env["HANDSFREE_KEY"] ?? "",
});
const types = ["pending_action.proposed", "pending_action.confirmed"];
// From the oldest event that is kept; without `after` from now on.
for await (const { type, record } of client.events.stream({ after: "0", types })) {
  console.log(type, record.kind);
  if (type === "pending_action.confirmed") break;
}
