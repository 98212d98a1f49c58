import type { QueryClient } from "@tanstack/react-query";
import { type ChangeBatch, onChanges, tellChanges } from "./changes.ts";
import { ChangeCollector } from "./change-collector.ts";
import { type Connection, setConnection } from "./connection.ts";
import { lead } from "./lead.ts";
import { RereadQueries } from "./read-again.ts";

/** What the leader tells the other windows of the browser. */
type Message =
  | { readonly about: "changes"; readonly batch: ChangeBatch; readonly last: string | undefined }
  | { readonly about: "connection"; readonly connection: Connection }
  /** A window that opens asks how the stream stands. */
  | { readonly about: "hello" };

/**
 * Keeps the page up to date. One window of the browser follows the events of the server and tells the others, since a
 * browser has six connections to a server without HTTP/2. Where there are no Web Locks, which is a server without TLS on
 * another machine, each window follows by itself.
 *
 * @returns what ends it.
 */
export function followServer(queryClient: QueryClient): () => void {
  const ended = new AbortController();
  const channel = new BroadcastChannel("handsfree.live");
  const send = (message: Message): void => channel.postMessage(message);
  const reread = new RereadQueries(queryClient);
  const unlisten = onChanges((batch) => reread.take(batch));
  let last: string | undefined;
  let connection: Connection | undefined;

  channel.addEventListener("message", ({ data }: MessageEvent<Message>) => {
    if (data.about === "hello" && connection !== undefined) {
      send({ about: "connection", connection });
    } else if (data.about === "connection" && connection === undefined) {
      setConnection(data.connection);
    } else if (data.about === "changes" && connection === undefined) {
      last = data.last;
      tellChanges(data.batch);
    }
  });
  send({ about: "hello" });

  const collector = new ChangeCollector((batch) => {
    if (ended.signal.aborted) return;
    tellChanges(batch);
    send({ about: "changes", batch, last });
  });
  const tellConnection = (next: Connection): void => {
    if (ended.signal.aborted) return;
    if (next !== connection) send({ about: "connection", connection: next });
    connection = next;
    setConnection(next);
  };
  const leadership = {
    collector,
    last: () => last,
    onEvent: (id: string) => {
      last = id;
    },
    onConnection: tellConnection,
    onStranger: () => void queryClient.invalidateQueries({ queryKey: ["me"] }),
  };
  const begin = (): Promise<void> => lead(leadership, ended.signal);
  const locks = navigator.locks as LockManager | undefined;
  const leading =
    locks === undefined
      ? begin()
      : locks.request("handsfree.live", { signal: ended.signal }, begin);
  // The end of the page ends the wait for the lock.
  leading.catch((error: unknown) => {
    if (!ended.signal.aborted) throw error;
  });
  return () => {
    ended.abort();
    unlisten();
    channel.close();
  };
}
