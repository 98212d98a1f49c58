import { HandsFreeError } from "@handsfree/query";
import type { FastifyRequest } from "fastify";

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

/** A request as the log may have it: without the query, where a caller can have put a token. */
export function safeRequest({ method, url, ip }: FastifyRequest): Record<string, unknown> {
  return { method, path: url.split("?", 1)[0], remoteAddress: ip };
}
