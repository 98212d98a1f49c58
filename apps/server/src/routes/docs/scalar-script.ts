import { promisify } from "node:util";
import { gzip } from "node:zlib";
import Fastify from "fastify";

/** The fonts of Scalar's own host, which the page does not use. */
const foreignFont = /@font-face\s*\{[^{}]*https:[^{}]*\}/g;

/**
 * The script of Scalar's API reference, compressed. It is large, so it is loaded at the first request. The build puts it
 * into this package.
 */
export async function readScalarScript(): Promise<Buffer> {
  const { default: reference } = await import("@scalar/fastify-api-reference");
  // The plugin gives its script to browsers alone.
  const holder = Fastify();
  await holder.register(reference, { routePrefix: "/docs", configuration: { url: "/" } });
  const { body } = await holder.inject("/docs/js/scalar.js");
  await holder.close();
  return promisify(gzip)(body.replaceAll(foreignFont, ""));
}
