import { randomBytes } from "node:crypto";
import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { sendCompressed } from "../../http/send-compressed.ts";
import { protectPage, readPage } from "../../sign-in/pages.ts";
import type { Services } from "../../services.ts";
import { readScalarScript } from "./scalar-script.ts";

/** The API description, and the page that shows it. They are no part of what they describe. */
export const docsRoutes: FastifyPluginAsyncTypebox<Services> = async (app) => {
  const hidden = { config: { access: "public", linked: true }, schema: { hide: true } } as const;
  let description: string | undefined;
  app.get("/openapi.json", hidden, async (_request, reply) => {
    description ??= JSON.stringify(app.swagger());
    // Already text: as it would be serialized again otherwise.
    return reply.type("application/json; charset=utf-8").serializer(String).send(description);
  });

  const [html, start] = await Promise.all([readPage("docs.html"), readPage("docs.js")]);
  app.get("/docs", hidden, async (_request, reply) => {
    const nonce = randomBytes(16).toString("base64");
    protectPage(reply, {
      // Scalar puts its styles into the page.
      "style-src": `'self' 'nonce-${nonce}'`,
      "style-src-attr": "'unsafe-inline'",
      "img-src": "'self' data:",
    });
    return reply.type("text/html; charset=utf-8").send(html.replace("NONCE", nonce));
  });
  app.get("/docs.js", hidden, async (_request, reply) => {
    protectPage(reply);
    return reply.type("text/javascript; charset=utf-8").send(start);
  });

  let script: Promise<Buffer> | undefined;
  app.get("/docs/scalar.js", hidden, async (request, reply) => {
    script ??= readScalarScript();
    protectPage(reply);
    // The script of another release has another version of the package, and is asked for again within the hour.
    void reply
      .type("text/javascript; charset=utf-8")
      .header("cache-control", "public, max-age=3600");
    return sendCompressed(request, reply, { gzip: await script });
  });
};
