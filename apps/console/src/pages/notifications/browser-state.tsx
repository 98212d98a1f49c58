import type { NotificationChannelJson } from "@handsfree/wire/notifications";
import type { ReactNode } from "react";
import { Note } from "../../components/note/note.tsx";
import type { ThisBrowser } from "../../push/this-browser.ts";
import { ChannelProblem } from "./channel-state.tsx";
import styles from "./notifications.module.css";

/** How this browser stands to notifications, in words, and the way out where it cannot show them. */
export function BrowserState({
  here: { support, permission },
  channel,
  isServerReady,
}: {
  readonly here: ThisBrowser;
  /** The channel that notifies this browser. */
  readonly channel: NotificationChannelJson | undefined;
  readonly isServerReady: boolean;
}): ReactNode {
  if (!isServerReady) {
    return (
      <Note title="This server sends nothing to browsers">
        <p>
          The operator sets <code>WEBHOOK_SIGNING_KEY</code>, and starts it again.
        </p>
      </Note>
    );
  }
  if (support !== "supported") return <Unsupported support={support} />;
  if (permission === "denied") {
    return (
      <Note kind="warn" title="The browser blocks notifications of this page">
        <p>
          A page cannot ask again after it was refused. Open the site settings by the icon beside
          the address, and set Notifications to “Allow”. On a phone, they are in the settings of the
          browser or of the app.
        </p>
      </Note>
    );
  }
  if (channel === undefined) {
    return (
      <div className={styles["state"]}>
        <strong>Notifications are off here</strong>
        <p>
          {permission === "default"
            ? "The browser asks you once whether this page may show them."
            : "The browser lets this page show them. Turn them on to have the server send them here."}
        </p>
      </div>
    );
  }
  if (channel.state !== "enabled") {
    return (
      <Note kind="warn" title="Notifications are off here">
        <p>
          <ChannelProblem channel={channel} />
        </p>
      </Note>
    );
  }
  return (
    <Note kind="good" title="This browser notifies you">
      {channel.failing_since !== null && (
        <p>
          <ChannelProblem channel={channel} />
        </p>
      )}
    </Note>
  );
}

function Unsupported({
  support,
}: {
  readonly support: Exclude<ThisBrowser["support"], "supported">;
}): ReactNode {
  switch (support) {
    case "home_screen":
      return (
        <Note title="Put HandsFree on the home screen first">
          <p>
            On an iPhone or iPad only an app of the home screen can notify you. Tap Share, then “Add
            to Home Screen”, and open HandsFree from there. It opens this page again under More.
          </p>
        </Note>
      );
    case "insecure":
      return (
        <Note kind="warn" title="Browsers notify only over https">
          <p>
            This page came by http. Open the address of the server that begins with https, or open
            it as localhost on its own machine.
          </p>
        </Note>
      );
    default:
      return (
        <Note title="This browser cannot show notifications">
          <p>
            It has no push messages, or they are turned off, as in a private window. Add another
            channel below, or use another browser.
          </p>
        </Note>
      );
  }
}
