import { STATUS_CODES } from "node:http";
import type { Answer, Document } from "./document.ts";
import { operationsOf } from "./document.ts";

/** The meaning of a refusal with each status, for all operations. */
const meanings: Readonly<Record<number, string>> = {
  400: "The request is not valid: `field` names the parameter, header or member at fault",
  401: "The request has no credentials, or they are not valid",
  403: "The caller may not do this: `code` says why",
  404: "There is no such record, or the caller may not see it",
  408: "The body arrived too slowly",
  409: "The state of the record does not allow this: `code` says why",
  410: "It is too late: what the request needs has expired or was removed",
  413: "The body is larger than the operation allows",
  414: "A segment of the path is too long",
  415: "The media type of the body is not one that the operation takes",
  422: "The request is understood, and cannot be carried out: `code` says why",
  429: "Too many requests, or too many open records, of this caller",
  500: "The server failed: its log has the reason",
  503: "The server cannot do its work now. If `Retry-After` is there, a retry can succeed",
};

/**
 * Replaces each refusal that says nothing of its own by a reference to the one of its status under `components`, so that
 * a refusal is described once.
 */
export function shareRefusals({ paths, components }: Document): void {
  const shared: Record<string, Answer> = {};
  for (const { operation } of operationsOf({ paths })) {
    for (const [status, answer] of Object.entries(operation.responses)) {
      const phrase = STATUS_CODES[status];
      if (Number(status) < 400 || phrase === undefined || answer.description !== phrase) continue;
      const name = phrase.replaceAll(/[^A-Za-z]/g, "");
      shared[name] ??= { ...answer, description: meanings[Number(status)] ?? phrase };
      operation.responses[status] = { $ref: `#/components/responses/${name}` };
    }
  }
  components.responses = Object.fromEntries(
    Object.entries(shared).toSorted(([one], [other]) => one.localeCompare(other)),
  );
}
