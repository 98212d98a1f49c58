import { setTimeout as wait } from "node:timers/promises";
import type { Context } from "@handsfree/repositories";
import {
  deliverWebhooks,
  type SendWebhook,
  type WebhookSigningKey,
} from "@handsfree/repositories/webhook-endpoints";
import type { Database } from "@handsfree/schema";
import { renderEvent } from "@handsfree/wire/events";
import type { FastifyBaseLogger } from "fastify";
import type { Kysely } from "kysely";

/** The wait after a failure, in milliseconds. */
const waitAfterFailure = 30_000;

/** What deliveries need. */
export interface DeliveryServices {
  readonly db: Kysely<Database>;
  readonly context: Context;
  readonly signingKey: WebhookSigningKey;
  readonly send: SendWebhook;
  readonly log: Pick<FastifyBaseLogger, "error">;
}

/** Delivers events until it is stopped. After a failure, which is logged, it begins again. */
export function startDeliveries({ db, context, signingKey, send, log }: DeliveryServices): {
  /** Begins no further attempt, and waits for those in progress. */
  readonly stop: () => Promise<void>;
} {
  const stopping = new AbortController();
  const { signal } = stopping;
  const run = async (): Promise<void> => {
    while (!signal.aborted) {
      try {
        await deliverWebhooks(db, { signingKey, send, render: renderEvent, signal }, context);
      } catch (error) {
        log.error({ err: error }, "webhook deliveries failed and will begin again");
        await wait(waitAfterFailure, undefined, { signal }).catch(() => undefined);
      }
    }
  };
  const running = run();
  return {
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}
