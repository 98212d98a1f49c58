import type { CreatedNotificationChannelJson } from "@handsfree/wire/notifications";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { ErrorState } from "../../components/error-state/error-state.tsx";
import { Loading } from "../../components/loading/loading.tsx";
import { Page } from "../../components/page/page.tsx";
import { AddChannel } from "./add-channel.tsx";
import { channelsQuery, optionsQuery } from "./channel-queries.ts";
import { Channels } from "./channels.tsx";
import { EditChannel } from "./edit-channel.tsx";
import { notificationsRoute } from "./routes.ts";
import { SlackCode } from "./slack-code.tsx";
import { ThisBrowser } from "./this-browser.tsx";
import styles from "./notifications.module.css";

/** How the person is told that an action waits: by this browser, and by other channels. */
export function NotificationsPage(): ReactNode {
  const channels = useQuery(channelsQuery);
  const options = useQuery(optionsQuery);
  const { add, edit } = notificationsRoute.useSearch();
  const navigate = notificationsRoute.useNavigate();
  const [created, setCreated] = useState<CreatedNotificationChannelJson>();
  const close = (): void => void navigate({ search: {}, resetScroll: false });
  const isRead = channels.data !== undefined && options.data !== undefined;
  const error = isRead ? null : (channels.error ?? options.error);
  const edited = channels.data?.items.find(({ id }) => id === edit);
  const canAdd = add !== undefined && options.data?.kinds.includes(add) === true;
  return (
    <Page title="Notifications">
      <div className={styles["sections"]}>
        {error !== null && (
          <ErrorState
            error={error}
            onRetry={() => {
              void channels.refetch();
              void options.refetch();
            }}
          />
        )}
        {!isRead && error === null && <Loading label="Reading your channels" rows={4} />}
        {isRead && (
          <>
            <ThisBrowser
              applicationServerKey={options.data.web_push_key}
              channels={channels.data.items}
            />
            <Channels channels={channels.data.items} kinds={options.data.kinds} />
          </>
        )}
      </div>
      {canAdd && (
        <AddChannel
          key={add}
          kind={add}
          onAdded={(added) => setCreated(added.link_code === null ? undefined : added)}
          onClose={close}
        />
      )}
      {edited !== undefined && <EditChannel channel={edited} key={edited.id} onClose={close} />}
      {created !== undefined && (
        <SlackCode created={created} onClose={() => setCreated(undefined)} />
      )}
    </Page>
  );
}
