import { askForCall, runGranted } from "@handsfree/agents";
import { createClient } from "@handsfree/client";

const client = createClient({
  url: process.env["HANDSFREE_URL"] ?? "http://127.0.0.1:8080",
  key: process.env["HANDSFREE_KEY"] ?? "",
});
const permission = await askForCall(
  client,
  {
    scope: "deploy-bot",
    actionType: "deploy",
    arguments: { service: "shop", version: "4.2.0" },
    summary: "Deploy shop 4.2.0",
  },
  { worker: "deploy-bot" },
);
if (permission.granted) {
  await runGranted(client, permission, async (given) => console.log("deploying", given));
} else {
  console.log(permission.reason);
}
