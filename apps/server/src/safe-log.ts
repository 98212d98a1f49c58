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

/** A request as the log may have it: a caller can have put a token into the query, or where an id belongs. */
export function safeRequest({ method, url, ip }: FastifyRequest): Record<string, unknown> {
  const [path = ""] = url.split("?", 1);
  const segments = path.split("/").map((segment) => (isName.test(segment) ? segment : "…"));
  return { method, path: segments.join("/"), remoteAddress: ip };
}

/** What the segments of our own paths are made of, and ids; a token has digits, or is in both cases. */
const isName = /^(?:[a-z.-]{0,32}|v\d|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})$/;
