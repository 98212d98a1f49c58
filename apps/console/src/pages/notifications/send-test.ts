import type { NotificationChannelJson } from "@handsfree/wire/notifications";
import { client } from "../../api/client.ts";
import { describeError } from "../../components/error-state/describe-error.ts";
import { showToast } from "../../components/toast/show-toast.ts";
import { kindNames, rereadChannels } from "./channel-queries.ts";

/** An attempt has ended after this time, in milliseconds: the server gives up after 15 s, and most answer sooner. */
const attemptTime = 4000;

/** Has the server send a test, and says so. The page shows a failure as the state of the channel. */
export async function sendTest({ id, kind }: NotificationChannelJson): Promise<void> {
  try {
    await client.request("POST /v1/notification-channels/{id}/test", { path: { id } });
  } catch (error) {
    const { title, detail } = describeError(error);
    showToast({ kind: "bad", title: `No test was sent: ${title}`, description: detail });
    await rereadChannels();
    return;
  }
  showToast({
    title: "A test is on its way",
    description: `It comes by ${kind === "web_push" ? "this or another browser" : kindNames[kind]} within seconds. If it does not, the channel says why here.`,
  });
  setTimeout(() => void rereadChannels(), attemptTime);
}
