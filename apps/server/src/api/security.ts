import { csrfHeader } from "../access/identify.ts";

/** The names of the ways in which a caller is known, in the API description. */
export const keyScheme = "key";
/** The same for the cookie of a session. */
export const sessionScheme = "session";
/** The same for the token that a change by a session needs. */
export const csrfScheme = "csrf";

/** How a caller is known. */
export const securitySchemes = {
  [keyScheme]: {
    type: "http",
    scheme: "bearer",
    description: "An access key of a person or a service, like hf_user_… or hf_service_…",
  },
  [sessionScheme]: {
    type: "apiKey",
    in: "cookie",
    name: "__Host-handsfree",
    description:
      "The session of a person in a browser; on a server without TLS the name of the cookie is handsfree",
  },
  [csrfScheme]: {
    type: "apiKey",
    in: "header",
    name: csrfHeader,
    description: "What a change by a session needs besides the cookie; getMe answers it",
  },
} as const;
