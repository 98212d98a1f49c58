import rateLimit from "@fastify/rate-limit";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { Problem } from "../http/problem.ts";
import { addressOf, networkOf } from "./address.ts";
import { digestOfCredentials } from "./failed-attempts.ts";
import { RateStore } from "./rate-store.ts";

/** How many requests are answered in ten seconds. 0 is no limit. */
export interface RateLimits {
  /** Of one key or session. */
  readonly perKey: number;
  /** Of one address, without credentials that were valid before. An IPv6 address counts as its /64. */
  readonly perAddress: number;
  /** Deliveries of webhooks of one address. */
  readonly deliveries: number;
}

export const noRateLimits: RateLimits = { perKey: 0, perAddress: 0, deliveries: 0 };

/** The period that is counted, in milliseconds. */
const period = 10_000;

type Hook = (request: FastifyRequest, reply: FastifyReply) => Promise<void>;
type Limiter = ReturnType<FastifyInstance["createRateLimit"]>;

/**
 * Makes the limits of requests, to be added before and after callers are authenticated. Callers who are known are
 * limited by their key alone, so that a flood from behind the same proxy does not lock them out. Health is not limited:
 * its answer costs no more than a refusal.
 */
export async function rateLimits(
  app: FastifyInstance,
  limits: RateLimits,
  behindProxy: boolean,
): Promise<{ readonly byAddress: Hook; readonly byKey: Hook }> {
  await app.register(rateLimit, { global: false, store: RateStore });
  const limiter = (max: number, keyGenerator: (request: FastifyRequest) => string) =>
    max === 0 ? undefined : app.createRateLimit({ max, timeWindow: period, keyGenerator });
  const network = (request: FastifyRequest) => networkOf(addressOf(request, behindProxy));
  const requests = limiter(limits.perAddress, network);
  const deliveries = limiter(limits.deliveries, network);
  const keys = limiter(limits.perKey, ({ caller }) => caller?.credentialId ?? "");
  return {
    byAddress: async (request, reply) => {
      const { load } = request.routeOptions.config;
      if (load === "health") return;
      if (load === "receipt") return count(deliveries, "the address", request, reply);
      if (app.failedAttempts.knows(digestOfCredentials(request))) return;
      await count(requests, "the address", request, reply);
    },
    byKey: async (request, reply) => {
      if (request.caller) await count(keys, "the key or session", request, reply);
    },
  };
}

/** @throws {Problem} 429 over the limit. */
async function count(
  limiter: Limiter | undefined,
  whose: string,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const rate = await limiter?.(request);
  if (rate === undefined || rate.isAllowed) return;
  const { max, remaining, ttlInSeconds, isExceeded } = rate;
  // The names that @fastify/rate-limit has for them, of draft-ietf-httpapi-ratelimit-headers-07.
  void reply.headers({
    "ratelimit-limit": max,
    "ratelimit-remaining": remaining,
    "ratelimit-reset": ttlInSeconds,
  });
  if (!isExceeded) return;
  void reply.header("retry-after", ttlInSeconds);
  const detail = `${whose} has sent more than ${max} requests in ${period / 1000} seconds; try again in ${ttlInSeconds} s`;
  throw new Problem(429, "rate_limited", detail, { limit: max });
}
