import type { HandsFreeClient } from "@handsfree/client";
import { addressOfAction, waitingActions } from "./resources.ts";

/** Tells which resources have changed, by the stream of events, while at least one of them is subscribed to. */
export class ActionWatch {
  readonly #client: HandsFreeClient;
  readonly #changed: (uri: string) => void;
  readonly #onError: (error: unknown) => void;
  /** The URIs that each subscriber wants to hear of. */
  readonly #wanted = new Map<unknown, readonly string[]>();
  #stream: AbortController | undefined;

  constructor(
    client: HandsFreeClient,
    changed: (uri: string) => void,
    onError: (error: unknown) => void,
  ) {
    this.#client = client;
    this.#changed = changed;
    this.#onError = onError;
  }

  subscribe(subscriber: unknown, uris: readonly string[]): void {
    if (uris.length === 0) return;
    this.#wanted.set(subscriber, uris);
    this.#stream ??= this.#follow();
  }

  unsubscribe(subscriber: unknown): void {
    this.#wanted.delete(subscriber);
    if (this.#wanted.size === 0) this.close();
  }

  close(): void {
    this.#wanted.clear();
    this.#stream?.abort();
    this.#stream = undefined;
  }

  #follow(): AbortController {
    const end = new AbortController();
    const read = async (): Promise<void> => {
      for await (const { record } of this.#client.events.stream({ signal: end.signal })) {
        if (record.kind !== "pending_action" || record.id === null) continue;
        this.#tell(waitingActions);
        this.#tell(addressOfAction(record.id));
      }
    };
    read().catch((error: unknown) => {
      if (end.signal.aborted) return;
      this.#onError(error);
      // Without a stream the next subscription begins one.
      if (this.#stream === end) this.#stream = undefined;
    });
    return end;
  }

  #tell(uri: string): void {
    for (const uris of this.#wanted.values()) {
      if (!uris.includes(uri)) continue;
      this.#changed(uri);
      return;
    }
  }
}
