/** Which channel notifies this browser. The page keeps it for the service worker, which must renew the subscription. */
export interface KeptChannel {
  /** The id of the channel. */
  readonly id: string;
  /** The endpoint of the subscription, by which one that the browser has replaced is known. */
  readonly endpoint: string;
}

const store = "this-browser";
const key = "channel";

/** Reads it. @returns undefined if the browser has no channel, or has forgotten it. */
export async function keptChannel(): Promise<KeptChannel | undefined> {
  return (await inStore("readonly", (of) => of.get(key))) as KeptChannel | undefined;
}

/** Keeps it in place of an earlier one. Without one, forgets that. */
export async function keepChannel(channel: KeptChannel | undefined): Promise<void> {
  await inStore("readwrite", (of) =>
    channel === undefined ? of.delete(key) : of.put(channel, key),
  );
}

/** Web storage would be simpler, but service workers have none. */
async function inStore(
  mode: IDBTransactionMode,
  act: (store: IDBObjectStore) => IDBRequest,
): Promise<unknown> {
  const opening = indexedDB.open("handsfree", 1);
  opening.addEventListener("upgradeneeded", () => opening.result.createObjectStore(store));
  const db = (await settled(opening)) as IDBDatabase;
  try {
    return await settled(act(db.transaction(store, mode).objectStore(store)));
  } finally {
    db.close();
  }
}

function settled(request: IDBRequest): Promise<unknown> {
  return new Promise((resolve, reject) => {
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () =>
      reject(request.error ?? new DOMException("the browser's database failed", "UnknownError")),
    );
  });
}
