import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import type { FastifyReply, FastifyRequest } from "fastify";

/** A content in the forms in which it is kept. A form that is missing is not sent, or made of the compressed one. */
export type CompressedContent =
  | { readonly plain: Buffer; readonly gzip?: Buffer | undefined; readonly br?: Buffer | undefined }
  | { readonly plain?: undefined; readonly gzip: Buffer; readonly br?: undefined };

/** Sends a content in the smallest form that the caller takes. */
export async function sendCompressed(
  request: FastifyRequest,
  reply: FastifyReply,
  { plain, gzip, br }: CompressedContent,
): Promise<FastifyReply> {
  void reply.header("vary", "accept-encoding");
  if (br !== undefined && takes(request, "br")) {
    return reply.header("content-encoding", "br").send(br);
  }
  if (gzip !== undefined && takes(request, "gzip")) {
    return reply.header("content-encoding", "gzip").send(gzip);
  }
  return reply.send(plain ?? (await promisify(gunzip)(gzip)));
}

/** RFC 9110, section 12.5.3: a weight of zero means that the caller does not take the coding. */
function takes({ headers }: FastifyRequest, coding: string): boolean {
  return [headers["accept-encoding"]]
    .flat()
    .join()
    .split(",")
    .some((entry) => {
      const [name = "", ...parameters] = entry.split(";").map((part) => part.trim().toLowerCase());
      return name === coding && !parameters.some((one) => /^q=0(?:\.0*)?$/.test(one));
    });
}
