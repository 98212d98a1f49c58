import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** Something between a client and a server that can fall silent, as a network does. */
export interface Proxy extends AsyncDisposable {
  readonly url: string;
  /** From now on nothing gets through; without `all`, what is connected already still does. */
  silence(scope: "all" | "new"): void;
}

export async function proxyOf(target: string): Promise<Proxy> {
  const { hostname, port } = new URL(target);
  const sockets: Socket[] = [];
  let silent = false;
  const server = createServer((near) => {
    sockets.push(near);
    near.on("error", () => undefined);
    if (silent) return;
    const far = connect(Number(port), hostname);
    sockets.push(far);
    far.on("error", () => near.destroy());
    near.pipe(far).pipe(near);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = new URL(target);
  url.hostname = "127.0.0.1";
  url.port = String((server.address() as AddressInfo).port);
  return {
    url: url.href,
    silence: (scope) => {
      silent = true;
      if (scope === "new") return;
      for (const socket of sockets) socket.unpipe().pause();
    },
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}
