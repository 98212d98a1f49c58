import type { Context } from "@handsfree/repositories";
import { type User } from "@handsfree/repositories/identity";
import {
  createChallenge,
  listPasskeys,
  type NewChallenge,
  sessionLimits,
  takeChallenge,
  type VerifiablePasskey,
  type VerifiedPasskey,
  type NewPasskey,
} from "@handsfree/repositories/sessions";
import type { Database } from "@handsfree/schema";
import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from "@simplewebauthn/server";
import { HandsFreeError } from "@handsfree/query";
import type { Kysely } from "kysely";
import { tooManySignIns } from "./too-many.ts";

/** Passkeys are bound to the origin of the page and to the name of its host. */
export interface RelyingParty {
  readonly db: Kysely<Database>;
  readonly context: Context;
  readonly origin: string;
}

/** Loaded when a passkey is first used, since that takes as long as much of a start. */
const webauthn = () => import("@simplewebauthn/server");

const rpIdOf = ({ origin }: RelyingParty): string => new URL(origin).hostname;

/** The verified answer of an authenticator, or the reason why it was refused, which is for the log. */
export type Verified<Facts> = Facts | { readonly refused: string };

/** The options for `navigator.credentials.create`. The person proves that it is them, so the passkey suffices to sign in. */
export async function registrationOptions(
  party: RelyingParty,
  user: User,
): Promise<PublicKeyCredentialCreationOptionsJSON> {
  const challenge = { purpose: "passkey_registration", userId: user.id } as const;
  const existing = await listPasskeys(party.db, user.id);
  const { generateRegistrationOptions } = await webauthn();
  return generateRegistrationOptions({
    rpName: "HandsFree",
    rpID: rpIdOf(party),
    // No name of a person: the authenticator shows the last one, and returns the id.
    userID: new Uint8Array(Buffer.from(user.id)),
    userName: user.email ?? user.id,
    userDisplayName: user.displayName ?? "",
    challenge: await newChallenge(party, challenge),
    attestationType: "none",
    authenticatorSelection: { residentKey: "required", userVerification: "required" },
    excludeCredentials: existing.map(({ webauthnId, transports }) => ({
      id: webauthnId,
      transports: [...transports],
    })),
    supportedAlgorithmIDs,
    timeout: challengeTimeout,
  });
}

/** The options for `navigator.credentials.get`. They name no passkey: the person chooses one. */
export async function signInOptions(
  party: RelyingParty,
): Promise<PublicKeyCredentialRequestOptionsJSON> {
  const { generateAuthenticationOptions } = await webauthn();
  return generateAuthenticationOptions({
    rpID: rpIdOf(party),
    challenge: await newChallenge(party, { purpose: "passkey_sign_in" }),
    userVerification: "required",
    timeout: challengeTimeout,
  });
}

/** Ed25519, ES256 and RS256 in COSE, which authenticators have. The library's own list asks Node for experimental ones. */
const supportedAlgorithmIDs = [-8, -7, -257];
/** In milliseconds. */
const challengeTimeout = sessionLimits.challengeLife * 1000;

async function newChallenge(
  { db, context }: RelyingParty,
  input: NewChallenge,
): Promise<Uint8Array<ArrayBuffer>> {
  const created = await createChallenge(db, input, context);
  if (created.outcome === "too_many") throw tooManySignIns();
  return new Uint8Array(Buffer.from(created.value, "base64url"));
}

/** The facts of a verified registration. */
export type RegisteredPasskey = Pick<
  NewPasskey,
  "webauthnId" | "publicKey" | "signatures" | "transports"
>;

/** Verifies the answer of `navigator.credentials.create`, and takes its challenge. */
export async function verifyRegistration(
  party: RelyingParty,
  response: RegistrationResponseJSON,
  userId: string,
): Promise<Verified<RegisteredPasskey>> {
  const { db, context, origin } = party;
  const purpose = "passkey_registration";
  const { verifyRegistrationResponse } = await webauthn();
  return orRefused(async () => {
    const { registrationInfo } = await verifyRegistrationResponse({
      response,
      expectedChallenge: (value) => takeChallenge(db, { value, purpose, userId }, context),
      expectedOrigin: origin,
      expectedRPID: rpIdOf(party),
      supportedAlgorithmIDs,
    });
    if (registrationInfo === undefined) return { refused: "not verified" };
    const { id, publicKey, counter, transports } = registrationInfo.credential;
    return {
      webauthnId: id,
      publicKey: Buffer.from(publicKey).toString("base64url"),
      signatures: counter,
      transports,
    };
  });
}

/** Verifies the answer of `navigator.credentials.get`, and takes its challenge. */
export async function verifySignature(
  party: RelyingParty,
  response: AuthenticationResponseJSON,
  passkey: VerifiablePasskey,
): Promise<Verified<Pick<VerifiedPasskey, "webauthnId" | "signatures">>> {
  const { db, context, origin } = party;
  const purpose = "passkey_sign_in";
  const { verifyAuthenticationResponse } = await webauthn();
  return orRefused(async () => {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response,
      expectedChallenge: (value) => takeChallenge(db, { value, purpose }, context),
      expectedOrigin: origin,
      expectedRPID: rpIdOf(party),
      credential: {
        id: passkey.webauthnId,
        publicKey: new Uint8Array(Buffer.from(passkey.publicKey, "base64url")),
        // The repository compares the counts, and records one that does not grow.
        counter: 0,
      },
    });
    if (!verified) return { refused: "the signature is wrong" };
    const { userHandle } = response.response;
    if (userHandle !== undefined && decode(userHandle) !== passkey.userId) {
      return { refused: "the passkey names another user" };
    }
    return { webauthnId: passkey.webauthnId, signatures: authenticationInfo.newCounter };
  });
}

function decode(base64url: string): string {
  return Buffer.from(base64url, "base64url").toString();
}

/** The library throws for what is not as it must be. */
async function orRefused<Facts>(verify: () => Promise<Verified<Facts>>): Promise<Verified<Facts>> {
  try {
    return await verify();
  } catch (error) {
    if (error instanceof HandsFreeError || !(error instanceof Error)) throw error;
    return { refused: withoutChallenges(error.message) };
  }
}

/** Some messages quote a challenge. */
function withoutChallenges(message: string): string {
  return message.replaceAll(/challenge "[^"]*"/g, "challenge");
}
