import { pageLimits } from "@handsfree/query";
import { leaseLimits } from "@handsfree/repositories";
import { textLimits } from "@handsfree/repositories";
import { fieldsOf, ref } from "@handsfree/wire";
import Type, { type TProperties, type TSchema, type TString } from "typebox";

const Id = Type.String({ $id: "Id", format: "uuid" });
const OnBehalfOf = Type.String({
  $id: "OnBehalfOf",
  format: "uuid",
  description:
    "UUID of the user for whom the caller acts. Default: the caller; for a service, the only user that its key acts for",
});
const OnBehalfOfAny = Type.Union([Type.String({ format: "uuid" }), Type.Literal("*")], {
  $id: "OnBehalfOfAny",
  description:
    "As OnBehalfOf; or * for the records of all users, which needs the scope admin or, where the route says so, audit:read",
});
/** The caller's name for one request. */
export const IdempotencyKey: TString = Type.String({
  $id: "IdempotencyKey",
  minLength: 1,
  maxLength: textLimits.short,
  description: "The caller's name for this one request: a retry with it changes nothing",
});
const Since = Type.String({
  $id: "Since",
  format: "date-time",
  description: "This time or later",
});
const Until = Type.String({ $id: "Until", format: "date-time", description: "Before this time" });
const PageLimit = Type.Integer({
  $id: "PageLimit",
  minimum: 1,
  maximum: pageLimits.rows,
  description: `How many items a page has at most. Default ${pageLimits.defaultRows}`,
});
const PageCursor = Type.String({
  $id: "PageCursor",
  description:
    "next_cursor of the page before, or prev_cursor of the page after, with the same filters and order",
});
const PageOrder = Type.Union([Type.Literal("desc"), Type.Literal("asc")], {
  $id: "PageOrder",
  description: "desc: the newest first, as by default. asc: the oldest first",
});
/** The page of a list. */
export const pageQuery = {
  limit: Type.Optional(ref(PageLimit)),
  cursor: Type.Optional(ref(PageCursor)),
  order: Type.Optional(ref(PageOrder)),
};

/** A short text that may not be empty. */
export const Name = Type.String({ $id: "Name", minLength: 1, maxLength: textLimits.short });
/** How long a lease lasts. */
export const LeaseSeconds = Type.Integer({
  $id: "LeaseSeconds",
  minimum: 1,
  maximum: leaseLimits.maximum,
  description: `Default ${leaseLimits.default}`,
});
/** The reason of the caller for a change. */
export const RequestReason = Type.Object(
  { reason: Type.Optional(ref(Name)) },
  { $id: "RequestReason", additionalProperties: false },
);

/** The parts that requests share. */
export const requestSchemas: readonly TSchema[] = [
  Id,
  OnBehalfOf,
  OnBehalfOfAny,
  IdempotencyKey,
  Since,
  Until,
  PageLimit,
  PageCursor,
  PageOrder,
  Name,
  LeaseSeconds,
  RequestReason,
];

const owner = { "on-behalf-of": Type.Optional(ref(OnBehalfOf)) };

/** For whom a caller acts. */
export const OwnerHeaders = Type.Object(owner);

/** Whose records a caller reads. */
export const ReaderHeaders = Type.Object({ "on-behalf-of": Type.Optional(ref(OnBehalfOfAny)) });

/** For whom a caller acts, and the caller's name for this one request. */
export const KeyedOwnerHeaders = Type.Object({
  ...owner,
  "idempotency-key": Type.Optional(ref(IdempotencyKey)),
});

/** As `KeyedOwnerHeaders`, for records that every client must be able to send again. */
export const RequiredKeyHeaders = Type.Object({
  ...owner,
  "idempotency-key": ref(IdempotencyKey),
});

/** For routes that take no parameters in the query. */
export const NoQuery = Type.Object({}, { additionalProperties: false });

export const IdParameters = Type.Object({ id: ref(Id) });

/** A range of time. */
export const rangeQuery = {
  since: Type.Optional(ref(Since)),
  until: Type.Optional(ref(Until)),
};

/** A list's query: its own filters, and what every list takes. */
export const listQuery = <Filters extends TProperties>(filters: Filters) =>
  Type.Object(
    {
      ...filters,
      ...rangeQuery,
      ...pageQuery,
    },
    { additionalProperties: false },
  );

interface ListQuery {
  readonly since?: string;
  readonly until?: string;
  readonly expand?: readonly string[];
}

/** A list's query as the repositories take it, which know nothing of `expand`. */
export function filterOf<Query extends ListQuery>(query: Query) {
  const { since, until, expand: _expand, ...filter } = query;
  return { ...fieldsOf(filter), since: toTime(since), until: toTime(until) };
}

export function toTime(text: string | undefined): Date | undefined {
  return text === undefined ? undefined : new Date(text);
}
