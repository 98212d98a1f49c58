import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { findUserByEmail } from "@handsfree/repositories/identity";
import { Provider } from "oidc-provider";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Browser, SignInWorld } from "./browser.ts";

const origin = "http://localhost:8080";
const people: Readonly<Record<string, object>> = {
  "subject-of-ada": { email: "ada@example.org", email_verified: true, name: "Ada" },
  "subject-of-eve": { email: "eve@example.org", email_verified: true, name: "Eve" },
};

let server: Server;
let issuer: string;
beforeEach(async () => {
  server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: "handsfree",
        client_secret: "a secret of the client",
        redirect_uris: [`${origin}/v1/openid/callback`],
      },
    ],
    claims: { email: ["email", "email_verified"], profile: ["name"] },
    pkce: { required: () => true },
    cookies: { keys: ["a key of a test"] },
    features: { devInteractions: { enabled: true } },
    findAccount: (_context, id) => ({
      accountId: id,
      claims: () => ({ sub: id, ...people[id] }),
    }),
  });
  const answer = provider.callback();
  server.on("request", (request, response) => void answer(request, response));
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

function startWorld({ createsMembers = false } = {}): Promise<SignInWorld> {
  const clientSecret = "a secret of the client";
  const openId = { issuer, clientId: "handsfree", clientSecret, createsMembers };
  return SignInWorld.start({ signIn: { origin, openId } });
}

/** Signs in and consents on the provider's pages. @returns the address to which the browser is led back. */
async function atProvider(startUrl: string, login: string): Promise<URL> {
  const cookies = new Map<string, string>();
  let url = new URL(startUrl);
  let form: URLSearchParams | undefined;
  for (let step = 0; step < 12; step++) {
    const response = await fetch(url, {
      method: form === undefined ? "GET" : "POST",
      redirect: "manual",
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join("; ") },
      ...(form !== undefined && { body: form }),
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      cookies.set(name, value);
    }
    const location = response.headers.get("location");
    if (location !== null) {
      url = new URL(location, url);
      form = undefined;
      if (url.origin === origin) return url;
      continue;
    }
    const page = await response.text();
    const action = /action="([^"]+)"/.exec(page)?.[1];
    if (action === undefined) throw new Error(`the provider shows no form: ${response.status}`);
    url = new URL(action, url);
    const prompt = page.includes('value="login"') ? "login" : "consent";
    form = new URLSearchParams(prompt === "login" ? { prompt, login, password: "x" } : { prompt });
  }
  throw new Error("the provider leads nowhere");
}

async function signIn(world: SignInWorld, login: string) {
  const browser = new Browser(world);
  const started = await browser.send("/v1/openid/start");
  const back = await atProvider(String(started.headers.location), login);
  const response = await browser.send(`${back.pathname}${back.search}`);
  return { browser, response };
}

test("a person signs in at a real provider, and stays the same person there", async () => {
  await using world = await startWorld();
  const userId = await world.user({ email: "Ada@example.org" });
  const { browser, response } = await signIn(world, "subject-of-ada");
  expect(response.statusCode).toBe(200);
  expect((await browser.send("/v1/me")).json()).toMatchObject({
    user: { id: userId },
    session: { signed_in_by: "openid" },
  });
  const { db } = world.api;
  await db.updateTable("users").set({ email: null }).where("id", "=", userId).execute();
  const again = await signIn(world, "subject-of-ada");
  expect((await again.browser.send("/v1/me")).json()).toMatchObject({ user: { id: userId } });
  expect(world.log.join("")).not.toMatch(/a secret of the client|[?&](?:code|state)=/);
});

test("a stranger is refused, unless members are created", async () => {
  await using strict = await startWorld();
  const refused = await signIn(strict, "subject-of-eve");
  expect(refused.response.statusCode).toBe(401);
  expect(strict.refusals()).toMatchObject([{ way: "openid", outcome: "unknown" }]);
  await using open = await startWorld({ createsMembers: true });
  const { response } = await signIn(open, "subject-of-eve");
  expect(response.statusCode).toBe(200);
  expect(await findUserByEmail(open.api.db, "eve@example.org")).toMatchObject({
    role: "member",
    displayName: "Eve",
  });
});
