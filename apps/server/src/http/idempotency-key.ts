import { maximumTextLength } from "@handsfree/repositories";
import Type from "typebox";
import { CallerHeaders } from "./schemas.ts";

/** Who calls, and under which name for this one request. */
export const KeyedCallerHeaders = Type.Object({
  ...CallerHeaders.properties,
  "idempotency-key": Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: maximumTextLength,
      description: "The caller's name for this one request: a retry with it changes nothing",
    }),
  ),
});
