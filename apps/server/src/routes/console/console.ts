import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import type { FastifyReply, FastifyRequest } from "fastify";
import { sendCompressed } from "../../http/send-compressed.ts";
import { protectPage } from "../../sign-in/pages.ts";
import type { Services } from "../../services.ts";
import type { ConsoleFile } from "./read-console.ts";

const notBuilt = `The console is not built. Build it with:

  pnpm --filter @handsfree/console build

and start the server again. People sign in at /sign-in, and /docs describes the API.
`;

/** What the console may do: load from this server, and call it. Nothing makes a script of a text. */
const consolePolicy = {
  "img-src": "'self' data:",
  "font-src": "'self'",
  "manifest-src": "'self'",
  "worker-src": "'self'",
  "form-action": "'self'",
  "require-trusted-types-for": "'script'",
};

/** The files of the console, and its page at each path that the page shows something at. */
export const consoleRoutes: FastifyPluginAsyncTypebox<Services> = async (app, { console }) => {
  // A link on another page may lead to each path, since none of them changes anything.
  const open = { config: { access: "public", linked: true }, schema: { hide: true } } as const;
  if (console === undefined) {
    app.get("/", open, async (_request, reply) => {
      protectPage(reply);
      return reply.type("text/plain; charset=utf-8").send(notBuilt);
    });
    return;
  }
  const { page, segments, files } = console;
  for (const path of ["/", ...segments.flatMap((name) => [`/${name}`, `/${name}/*`])]) {
    app.get(path, open, (request, reply) => send(request, reply, page));
  }
  for (const file of files)
    app.get(file.path, open, (request, reply) => send(request, reply, file));
};

function send(
  request: FastifyRequest,
  reply: FastifyReply,
  file: ConsoleFile,
): Promise<FastifyReply> | FastifyReply {
  // The name of an asset changes with its content.
  const isAsset = file.path.startsWith("/assets/");
  protectPage(reply, consolePolicy);
  void reply.type(file.type).headers({
    "cache-control": isAsset ? "public, max-age=31536000, immutable" : "no-cache",
    "permissions-policy":
      "camera=(), display-capture=(), geolocation=(), microphone=(self), payment=(), usb=()",
    etag: file.etag,
  });
  // RFC 9110, section 13.1.2.
  const known = request.headers["if-none-match"]?.split(",").map((tag) => tag.trim());
  if (known?.includes(file.etag) === true) {
    return reply.code(304).header("vary", "accept-encoding").send();
  }
  return sendCompressed(request, reply, file);
}
