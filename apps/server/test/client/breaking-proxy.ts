import { once } from "node:events";
import {
  createServer,
  type IncomingMessage,
  request as send,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";

/** What happens to a request: it is lost on its way, its answer is, or nothing is. */
export type Fate = "request lost" | "answer lost" | "passes";

/** A proxy in front of a server, whose connections break. */
export interface BreakingProxy extends AsyncDisposable {
  readonly url: string;
  /** The requests that reached the server, each as its method and path. */
  readonly passed: string[];
  /** Breaks all connections that are open. */
  breakAll(): void;
}

/** Starts a proxy on a free port of this machine. */
export async function startBreakingProxy(
  upstream: string,
  fateOf: (request: IncomingMessage) => Fate,
): Promise<BreakingProxy> {
  const { host, hostname, port } = new URL(upstream);
  const passed: string[] = [];
  const open = new Set<ServerResponse>();
  const proxy = createServer((request, response) => {
    const fate = fateOf(request);
    if (fate === "request lost") {
      response.destroy();
      return;
    }
    open.add(response);
    passed.push(`${request.method} ${request.url}`);
    const headers = { ...request.headers, host };
    const onward = send({ hostname, port, method: request.method, path: request.url, headers });
    onward.on("response", (answer) => {
      if (fate === "passes") {
        response.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(response);
      } else {
        // The server has done its work by then.
        answer.resume().on("end", () => response.destroy());
      }
    });
    onward.on("error", () => response.destroy());
    response.on("close", () => {
      open.delete(response);
      onward.destroy();
    });
    request.pipe(onward);
  });
  proxy.listen(0, "127.0.0.1");
  await once(proxy, "listening");
  return {
    url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    passed,
    breakAll: () => {
      for (const response of open) response.destroy();
    },
    [Symbol.asyncDispose]: async () => {
      proxy.closeAllConnections();
      await new Promise((resolve) => proxy.close(resolve));
    },
  };
}
