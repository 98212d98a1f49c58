import type { FastifyRequest } from "fastify";

/**
 * The address that a caller has, for limits and for the log.
 *
 * @param behindProxy whether the last address of `X-Forwarded-For` counts, which the proxy in front has added.
 */
export function addressOf({ ip, headers }: FastifyRequest, behindProxy: boolean): string {
  if (!behindProxy) return ip;
  const forwarded = [headers["x-forwarded-for"] ?? []].flat().join(",").split(",").at(-1)?.trim();
  return forwarded === undefined || forwarded === "" ? ip : forwarded.slice(0, 100);
}
