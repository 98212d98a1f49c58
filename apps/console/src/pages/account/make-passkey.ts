import { client } from "../../api/client.ts";
import { ExplainedError } from "../../components/error-state/describe-error.ts";

type CreationOptions = Parameters<typeof PublicKeyCredential.parseCreationOptionsFromJSON>[0];
type NewPasskey = NonNullable<Parameters<typeof client.request<"POST /v1/passkeys">>[1]>["body"];

/** Whether this browser can make passkeys. */
export const canMakePasskeys: boolean =
  typeof PublicKeyCredential === "function" &&
  typeof PublicKeyCredential.parseCreationOptionsFromJSON === "function";

/** Has the browser make a passkey, which may ask the person for a finger, a face or a key, and adds it. */
export async function makePasskey(name: string): Promise<void> {
  const options = await client.request("POST /v1/passkeys/registration-options");
  const credential = await create(options as unknown as CreationOptions);
  const response = credential.toJSON() as unknown as NewPasskey["response"];
  await client.request("POST /v1/passkeys", { body: { name, response } });
}

async function create(options: CreationOptions): Promise<PublicKeyCredential> {
  try {
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
    const credential = await navigator.credentials.create({ publicKey });
    if (credential instanceof PublicKeyCredential) return credential;
    throw new DOMException("the browser made none", "NotAllowedError");
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    throw new ExplainedError(
      "No passkey was added",
      explanations[error.name] ?? `The browser refused it: ${error.message}`,
      { cause: error },
    );
  }
}

const explanations: Readonly<Record<string, string>> = {
  NotAllowedError: "It was cancelled, or took too long. Begin again.",
  InvalidStateError: "This device has a passkey for your account already.",
  SecurityError: `Passkeys belong to the public address of the server, and not to ${location.host}. Open the page there.`,
};
