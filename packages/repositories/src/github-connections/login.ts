import { InvalidInputError } from "@handsfree/query";

/** A person's or a bot's login on GitHub. Those of Enterprise Managed Users end in `_` and a short code. */
const loginPattern = /^[a-z\d](?:[a-z\d]|-(?=[a-z\d])){0,38}(?:_[a-z\d]{3,8})?$/i;

/** Whether a text can be a login on GitHub. */
export function isLogin(text: string): boolean {
  return loginPattern.test(text);
}

/** @throws {InvalidInputError} unless it is a login, or null. */
export function optionalLogin(field: string, login: string | null): string | null {
  if (login === null || (typeof login === "string" && isLogin(login))) return login;
  throw new InvalidInputError(field, "is no login on GitHub; give one like octocat, without an @");
}
