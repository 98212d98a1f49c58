/** A message of JSON-RPC 2.0, as far as the gateway reads it. */
export interface Message {
  readonly id?: unknown;
  readonly method?: unknown;
  readonly params?: unknown;
}

/** An object of JSON. */
export type Members = Readonly<Record<string, unknown>>;

/** A request to call a tool. */
export interface CallMessage extends Message {
  readonly id: string | number | object;
  readonly params: CallParams;
}

/** The parameters of a call that the gateway reads; it passes on all others. */
export interface CallParams {
  readonly name: string;
  readonly arguments?: Members;
  readonly _meta?: Members;
}

/** The codes of JSON-RPC's errors. `failed` is one of those that implementations define. */
export const errorCodes = { parse: -32700, invalidRequest: -32600, failed: -32000 } as const;

/** The member of a request's `_meta` by which clients of the protocol of 2026 say its version. */
const versionMember = "io.modelcontextprotocol/protocolVersion";

export function isMembers(value: unknown): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** An id that an answer can name. Numbers that JavaScript would change are values of `JSON.rawJSON`. */
export function isId(id: unknown): id is CallMessage["id"] {
  return typeof id === "string" || typeof id === "number" || JSON.isRawJSON(id);
}

/** The same for all spellings of an id, since a server can answer `1.0` with `1`; undefined for what is no id. */
export function keyOfId(id: unknown): string | undefined {
  if (!isId(id)) return undefined;
  if (typeof id === "string") return `text ${id}`;
  return `number ${Number(JSON.isRawJSON(id) ? id.rawJSON : id)}`;
}

/** The protocol's members of a request, as a client of a later protocol gives them; undefined for earlier ones. */
export function versionOf({ params }: Message): string | undefined {
  const meta = isMembers(params) ? params["_meta"] : undefined;
  const version = isMembers(meta) ? meta[versionMember] : undefined;
  return typeof version === "string" ? version : undefined;
}

/** The text of an error that answers a message; with the id null where its id is not known. */
export function errorAnswer(id: unknown, code: number, message: string): string {
  return JSON.stringify({ jsonrpc: "2.0", id: isId(id) ? id : null, error: { code, message } });
}

/** The text of a result that tells the model why a call did not run, or what is not known of it. */
export function toolErrorAnswer(call: CallMessage, text: string): string {
  const result = {
    content: [{ type: "text", text }],
    isError: true,
    // Later protocols require it.
    ...(versionOf(call) !== undefined && { resultType: "complete" }),
  };
  return JSON.stringify({ jsonrpc: "2.0", id: call.id, result });
}

/** The text of a progress notification; undefined if the call did not ask for any. */
export function progressNotice(
  { params }: CallMessage,
  progress: number,
  message: string,
): string | undefined {
  const progressToken = params._meta?.["progressToken"];
  if (!isId(progressToken)) return undefined;
  const told = { progressToken, progress, message };
  return JSON.stringify({ jsonrpc: "2.0", method: "notifications/progress", params: told });
}
