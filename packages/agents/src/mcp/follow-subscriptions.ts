import type { McpServer, Transport } from "@modelcontextprotocol/server";
import type { ActionWatch } from "./action-watch.ts";

/**
 * Follows what a client subscribes to. Before 2026 that is a request of its own for each resource. Since then the SDK
 * answers `subscriptions/listen` itself and filters the notifications, so that here its messages are only read.
 */
export function followSubscriptions(
  { server }: McpServer,
  transport: Transport,
  watch: ActionWatch,
): void {
  server.setRequestHandler("resources/subscribe", ({ params: { uri } }) => {
    watch.subscribe(uri, [uri]);
    return {};
  });
  server.setRequestHandler("resources/unsubscribe", ({ params: { uri } }) => {
    watch.unsubscribe(uri);
    return {};
  });
  const { onmessage } = transport;
  if (onmessage === undefined || tapped.has(transport)) return;
  tapped.add(transport);
  const read: typeof onmessage = (message, extra) => {
    if ("method" in message) {
      const { method, params } = message as { method: string; params?: ListenParams };
      if (method === "subscriptions/listen" && "id" in message) {
        watch.subscribe(message.id, params?.notifications?.resourceSubscriptions ?? []);
      }
      if (method === "notifications/cancelled") watch.unsubscribe(params?.requestId);
    }
    onmessage(message, extra);
  };
  // A transport takes one function, and has no addEventListener.
  Object.assign(transport, { onmessage: read });
}

const tapped = new WeakSet<Transport>();

interface ListenParams {
  readonly notifications?: { readonly resourceSubscriptions?: readonly string[] };
  readonly requestId?: unknown;
}
