import type { FastifyInstance } from "fastify";
import { Problem } from "../http/problem.ts";

/** The beginning of a key of ours, as it is and percent-encoded. */
const key = /hf(?:_|%5f)(?:user|service|session|csrf|link|openid)(?:_|%5f)/i;
/** The parameters by which RFC 6750, section 2.3, and other APIs send credentials in a URL. */
const parameter = /[?&](?:access_token|api_?key|authorization|key)=/i;

/** Refuses credentials in a URL, since proxies and browsers keep URLs. The log of a request never holds its query. */
export function refuseCredentialsInUrls(app: FastifyInstance): void {
  app.addHook("onRequest", ({ raw }, _reply, done) => {
    const { url = "" } = raw;
    if (!key.test(url) && !parameter.test(url)) return done();
    throw new Problem(
      400,
      "credentials_in_url",
      "a key must not be in a URL, which proxies and browsers keep; revoke it, and send the next one in Authorization",
    );
  });
}
