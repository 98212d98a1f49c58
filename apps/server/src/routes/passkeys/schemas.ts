import Type from "typebox";
import { ref } from "@handsfree/wire";
import { Name } from "../../http/schemas.ts";

const Base64Url = Type.String({ minLength: 1, maxLength: 20_000, pattern: "^[\\w-]+$" });
/** Browsers add members as WebAuthn grows. */
const open = { additionalProperties: true } as const;

const common = {
  // 1023 bytes (WebAuthn, section 4).
  id: Type.String({ minLength: 1, maxLength: 1364, pattern: "^[\\w-]+$" }),
  rawId: Base64Url,
  type: Type.Literal("public-key"),
  clientExtensionResults: Type.Object({}, open),
};

/** The answer of `navigator.credentials.create`, as its `toJSON` returns it. */
export const NewPasskeySchema = Type.Object(
  {
    name: ref(Name),
    response: Type.Object(
      {
        ...common,
        response: Type.Object(
          {
            clientDataJSON: Base64Url,
            attestationObject: Base64Url,
            transports: Type.Optional(Type.Array(Type.String({ maxLength: 40 }), { maxItems: 10 })),
          },
          open,
        ),
      },
      open,
    ),
  },
  { $id: "NewPasskey", additionalProperties: false },
);

/** The answer of `navigator.credentials.get`, as its `toJSON` returns it. */
export const PasskeySignInSchema = Type.Object(
  {
    response: Type.Object(
      {
        ...common,
        response: Type.Object(
          {
            clientDataJSON: Base64Url,
            authenticatorData: Base64Url,
            signature: Base64Url,
            userHandle: Type.Optional(Base64Url),
          },
          open,
        ),
      },
      open,
    ),
  },
  { $id: "PasskeySignIn", additionalProperties: false },
);
