import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** An address on this machine that leads to another one, once. */
interface OneTimeAddress extends AsyncDisposable {
  readonly url: string;
  /** Waits until a browser was led on, or the signal. @returns whether one was. */
  used(signal: AbortSignal): Promise<boolean>;
}

/**
 * Leads the first browser that asks to an address with a secret. The arguments of a browser are in the list of processes,
 * which all users of the machine can read: so they get this address in place of the secret.
 */
export async function oneTimeAddress(target: string): Promise<OneTimeAddress> {
  const path = `/${randomBytes(24).toString("base64url")}`;
  const used = Promise.withResolvers<boolean>();
  let isUsed = false;
  const server = createServer({ requestTimeout: 5000 }, (request, response) => {
    response.setHeader("cache-control", "no-store").setHeader("referrer-policy", "no-referrer");
    response.setHeader("connection", "close");
    if (request.method !== "GET" || request.url !== path || isUsed) {
      response.writeHead(isUsed ? 410 : 404).end();
      return;
    }
    isUsed = true;
    response.on("close", () => used.resolve(true));
    response.writeHead(302, { location: target }).end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}${path}`,
    used(signal) {
      const end = (): void => used.resolve(false);
      signal.addEventListener("abort", end, { once: true });
      if (signal.aborted) end();
      return used.promise.finally(() => signal.removeEventListener("abort", end));
    },
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}
