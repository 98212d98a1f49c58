import { HandsFreeError } from "@handsfree/query";

/**
 * An error as the log may have it. Never its cause: driver text can quote a row, and with it a
 * transcript or a payload.
 */
export function safeError(error: Error): {
  type: string;
  message: string;
  stack: string;
  code?: string;
} {
  return {
    type: error.name,
    message: error.message,
    stack: error.stack ?? "",
    ...(error instanceof HandsFreeError ? { code: error.code } : {}),
  };
}
