import { isIP } from "node:net";
import { normalizeIP } from "@fastify/rate-limit";
import type { FastifyRequest } from "fastify";

/**
 * The address that a caller has, for limits and for the log.
 *
 * @param behindProxy whether the last address of `X-Forwarded-For` counts, which the proxy in front has added.
 */
export function addressOf({ ip, headers }: FastifyRequest, behindProxy: boolean): string {
  if (!behindProxy) return ip;
  const forwarded = [headers["x-forwarded-for"] ?? []].flat().join(",").split(",").at(-1)?.trim();
  return forwarded === undefined || forwarded === "" ? ip : withoutPort(forwarded.slice(0, 100));
}

/** The network that limits count: an IPv4 address, or the /64 of an IPv6 address, which one customer has whole. */
export function networkOf(address: string): string {
  return isIP(address) === 0 ? address : normalizeIP(address.replace(/%.*$/, ""), 64);
}

/** Some proxies add the port, which differs between the connections of one caller. */
function withoutPort(address: string): string {
  const found = /^\[([^\]]+)\](?::\d+)?$|^([^:]+):\d+$/.exec(address);
  return found?.[1] ?? found?.[2] ?? address;
}
