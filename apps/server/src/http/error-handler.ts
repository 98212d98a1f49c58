import { HandsFreeError, InvalidInputError } from "@handsfree/query";
import { type IncomingMessage, type ServerResponse, STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { Problem, problemMediaType } from "./problem.ts";
import { errorsOf } from "./problem-errors.ts";
import { newRequestId, requestIdHeader, requestIdLabel, requestIdOf } from "./request-id.ts";
import { statusOf } from "./status-of.ts";

/** Answers each error with problem details that hold nothing but what the caller may see. */
export function handleErrors(app: FastifyInstance): void {
  app.setErrorHandler((error: unknown, request, reply) => {
    const problem = toProblem(error);
    const isOverload = problem.code === "overloaded";
    // A flood of refusals must not become a flood of log lines.
    if (problem.status >= 500 && !isOverload) request.log.error({ err: error }, "request failed");
    const isRetryable = error instanceof HandsFreeError ? error.retryable : isOverload;
    // What a route refuses on purpose it refuses before it changes anything.
    request.hasNoEffect = isRetryable || error instanceof Problem;
    if (isRetryable && !reply.hasHeader("retry-after")) void reply.header("retry-after", "1");
    return send(reply, problem);
  });
  app.setNotFoundHandler((request, reply) =>
    send(reply, new Problem(404, "not_found", `there is no ${request.method} ${pathOf(request)}`)),
  );
}

/** Answers a request that Fastify refuses before it has found a route, such as one with a malformed path. */
export function frameworkErrors(error: FastifyError, _request: unknown, reply: FastifyReply): void {
  void send(reply, toProblem(error));
}

/** Answers bytes that Node refuses before there is a request, such as too large headers, or no HTTP at all. */
export function handleClientError(
  this: FastifyInstance,
  error: NodeJS.ErrnoException,
  socket: Socket,
): void {
  if (error.code === "ECONNRESET" || !socket.writable) {
    socket.destroy();
    return;
  }
  const status = clientErrorStatus[error.code ?? ""] ?? 400;
  const problem = clientProblem(status);
  const requestId = newRequestId();
  this.log.info({ [requestIdLabel]: requestId, code: problem.code }, "no valid request arrived");
  const body = JSON.stringify(problem.toJson(requestId));
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nContent-Type: ${problemMediaType}\r\n` +
      `${requestIdHeader}: ${requestId}\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}

const clientErrorStatus: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};

function clientProblem(status: number): Problem {
  switch (status) {
    case 408:
      return new Problem(408, "request_timeout", "the request was not complete in time");
    case 413:
      return new Problem(413, "payload_too_large", "the body's chunk extensions are too large");
    case 431:
      return new Problem(
        431,
        "headers_too_large",
        "the path and the headers together are too large",
      );
    default:
      return new Problem(400, "bad_request", "the request is not valid HTTP");
  }
}

/** Answers an unknown `Expect`, which Node would answer without a body. */
export function refuseExpectations(app: FastifyInstance): void {
  app.server.on("checkExpectation", (request: IncomingMessage, response: ServerResponse) => {
    const problem = new Problem(417, "expectation_failed", "Expect may only be 100-continue");
    const requestId = requestIdOf(request);
    app.log.info({ [requestIdLabel]: requestId, code: problem.code }, "an Expect was refused");
    response.writeHead(417, {
      "content-type": problemMediaType,
      [requestIdHeader]: requestId,
      connection: "close",
    });
    response.end(JSON.stringify(problem.toJson(requestId)));
  });
}

function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof InvalidInputError) {
    const field = toSnakeCase(error.field);
    return new Problem(400, error.code, `${field} ${error.problem}`, { field });
  }
  if (error instanceof HandsFreeError) {
    return new Problem(statusOf[error.code], error.code, error.message);
  }
  return fromFramework(error as FastifyError);
}

/** Fastify's own refusals have a status from 400 to 499. Any other error is a fault of the server and stays in the log. */
function fromFramework(error: FastifyError): Problem {
  const { statusCode, code, message } = error;
  if (statusCode === undefined || statusCode >= 500 || statusCode < 400) {
    return new Problem(500, "internal_error", "the server failed; its log has the reason");
  }
  if (statusCode === 415) {
    return new Problem(
      415,
      "unsupported_media_type",
      "the content type of the body is not supported; send application/json",
    );
  }
  if (statusCode === 414)
    return new Problem(414, "uri_too_long", "a segment of the path is too long");
  if (code === "FST_ERR_BAD_URL") return new Problem(400, "bad_url", "the path is malformed");
  return new Problem(statusCode, "bad_request", message);
}

async function send(reply: FastifyReply, problem: Problem): Promise<void> {
  const { request } = reply;
  // Not with the route's response schemas, which are for its own answers.
  await reply
    .code(problem.status)
    .type(problemMediaType)
    .serializer(JSON.stringify)
    // The hooks that answer the header do not run for what is refused before there is a route.
    .header(requestIdHeader, request.id)
    .send({ ...problem.toJson(request.id), ...errorsOf(problem, request) });
}

/** Without the query, which can hold what must not be in a log or an answer. */
function pathOf(request: FastifyRequest): string {
  return request.url.split("?", 1)[0] ?? "";
}

function toSnakeCase(name: string): string {
  return /^[a-z]/.test(name)
    ? name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
    : name;
}
