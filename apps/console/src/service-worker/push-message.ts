/** What the server says in a message, as its README describes. */
export interface PushMessage {
  /** `action.waiting`, `action.cleared`, `test`, or one that a later server knows. */
  readonly type: string;
  /** What it is about. A thing has one notification. */
  readonly tag: string;
  readonly title: string;
  /** More of it, if the person has chosen that it shows. */
  readonly body: string | undefined;
  /** Where a click leads: a path of the console. */
  readonly path: string;
  readonly urgent: boolean;
}

/** Reads a message. One that cannot be read still says that there is something to see: browsers demand a notification. */
export function readMessage(text: string | undefined): PushMessage {
  const { type, tag, title, body, url, urgent } = membersOf(text);
  return {
    type: typeof type === "string" ? type : "unknown",
    tag: typeof tag === "string" ? tag : "unknown",
    title: typeof title === "string" ? title : "HandsFree has something for you",
    body: typeof body === "string" ? body : undefined,
    path: pathOf(url, type === "test" ? "/notifications" : "/"),
    urgent: urgent === true,
  };
}

/**
 * The page that a link shows, on the server that this browser uses: its name there can differ from the public one. Only
 * a page that waits for an answer counts, so that a notification leads nowhere else.
 */
function pathOf(url: unknown, otherwise: string): string {
  const path = typeof url === "string" ? URL.parse(url)?.pathname : undefined;
  return path !== undefined && /^\/waiting\/[\w-]+$/.test(path) ? path : otherwise;
}

function membersOf(text: string | undefined): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text ?? "");
    return typeof value === "object" && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
