import { sessionLimits } from "@handsfree/repositories/sessions";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { SignInSettings } from "./settings.ts";

/** A browser keeps a `__Host-` cookie only from this host, over TLS. It keeps none on a server without. */
function nameOf(cookie: "handsfree" | "handsfree-openid", { origin }: SignInSettings): string {
  return hasTls(origin) ? `__Host-${cookie}` : cookie;
}

function hasTls(origin: string): boolean {
  return origin.startsWith("https:");
}

/** The text of the session that a browser sends. */
export function sessionTextOf(
  { cookies }: FastifyRequest,
  settings: SignInSettings,
): string | undefined {
  return cookies[nameOf("handsfree", settings)];
}

/** Gives a browser its session. No script can read it, and no page of another site makes the browser send it. */
export function setSession(reply: FastifyReply, text: string, settings: SignInSettings): void {
  void reply.setCookie(nameOf("handsfree", settings), text, {
    path: "/",
    httpOnly: true,
    sameSite: "strict",
    secure: hasTls(settings.origin),
    maxAge: sessionLimits.life,
  });
}

/** Takes the session from a browser. */
export function clearSession(reply: FastifyReply, settings: SignInSettings): void {
  void reply.clearCookie(nameOf("handsfree", settings), {
    path: "/",
    httpOnly: true,
    sameSite: "strict",
    secure: hasTls(settings.origin),
  });
}

/** The secret of the sign-in by OpenID Connect that a browser has begun. */
export function openIdSecretOf(
  { cookies }: FastifyRequest,
  settings: SignInSettings,
): string | undefined {
  return cookies[nameOf("handsfree-openid", settings)];
}

/** Gives a browser the secret of its sign-in. It is sent along when the provider leads the browser back. */
export function setOpenIdSecret(reply: FastifyReply, text: string, settings: SignInSettings): void {
  void reply.setCookie(nameOf("handsfree-openid", settings), text, {
    path: "/",
    httpOnly: true,
    sameSite: "lax",
    secure: hasTls(settings.origin),
    maxAge: sessionLimits.challengeLife,
  });
}

/** Takes the secret from a browser. */
export function clearOpenIdSecret(reply: FastifyReply, settings: SignInSettings): void {
  void reply.clearCookie(nameOf("handsfree-openid", settings), {
    path: "/",
    httpOnly: true,
    sameSite: "lax",
    secure: hasTls(settings.origin),
  });
}
