import { HandsFreeError } from "@handsfree/query";
import type { FastifyRequest } from "fastify";

/**
 * The parts of an error that may be logged. Not its cause: driver text can quote a row, and with it a transcript or a
 * payload.
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

/** The parts of a request that may be logged: a caller can have put a token into the query, or in place of an id. */
export function safeRequest({ method, url, ip }: FastifyRequest): Record<string, unknown> {
  const [path = ""] = url.split("?", 1);
  const segments = path.split("/").map((segment) => (isName.test(segment) ? segment : "…"));
  return { method, path: segments.join("/"), remoteAddress: ip };
}

/** A segment of the server's own paths, or an id. A token has digits, or letters of both cases. */
const isName = /^(?:[a-z.-]{0,32}|v\d|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})$/;
