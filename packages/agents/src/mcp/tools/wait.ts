import Type, { type TInteger } from "typebox";
import type { ToolRequest } from "./tool.ts";

/** How long a call waits for a person. The default is less than most clients wait for the answer of a tool. */
export const WaitSeconds: TInteger = Type.Integer({
  minimum: 0,
  maximum: 3600,
  description:
    "How long this call waits for the person, in seconds. When it ends without a decision the question stays open, and the same call goes on waiting.",
});
/** In seconds. */
export const defaultWait = 45;

/** Is aborted when the request is cancelled, or the server stops. */
export function endOf({ context, stopping }: ToolRequest): AbortSignal {
  const { signal } = context.mcpReq;
  return stopping === undefined ? signal : AbortSignal.any([signal, stopping]);
}
