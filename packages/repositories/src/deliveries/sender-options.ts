import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { requireFunction, requireObject, requireSignal, requireWhole } from "../validate.ts";
import { describeError } from "../work/error-text.ts";
import { requireNoTransaction } from "../work/worker/run-worker.ts";
import { requireSigningKey, type WebhookSigningKey } from "../webhook-endpoints/secret.ts";

const mostAtOnce = 500;

/** The options that every kind of sender has. */
export interface SenderOptions {
  /** How often due deliveries are looked for, in milliseconds. Those that were just made are found at once. Default 1000. */
  readonly pollMilliseconds?: number | undefined;
  /** A random number from 0 to below 1, for back-off. Default `Math.random`. */
  readonly random?: (() => number) | undefined;
  /** Stops the run: attempts in progress are finished. */
  readonly signal: AbortSignal;
}

interface GivenSender extends SenderOptions {
  readonly signingKey: WebhookSigningKey;
  readonly send: (message: never) => unknown;
  readonly concurrency?: number | undefined;
}

/** The options of a sender with the defaults. */
export interface Sender {
  readonly concurrency: number;
  readonly pollMilliseconds: number;
  readonly random: () => number;
  readonly signal: AbortSignal;
}

/** Validates the options of a sender, and fills in the defaults. */
export function requireSender<Given extends GivenSender>(
  db: Executor<Database>,
  given: Given,
  defaults: { readonly concurrency: number },
): Given & Sender {
  const { signingKey, send, signal } = requireObject("options", given);
  const {
    concurrency = defaults.concurrency,
    pollMilliseconds = 1000,
    random = Math.random,
  } = given;
  requireNoTransaction(db);
  requireSigningKey(signingKey);
  requireFunction("send", send);
  requireFunction("random", random);
  requireSignal("signal", signal);
  requireWhole("concurrency", concurrency, 1, mostAtOnce);
  requireWhole("pollMilliseconds", pollMilliseconds, 1, 60_000);
  return { ...given, concurrency, pollMilliseconds, random };
}

/** Makes an attempt. What it throws is its failure. */
export async function sendSafely<Message, Outcome, Failure>(
  send: (message: Message) => Promise<Outcome>,
  message: Message,
  failedBy: (error: string) => Failure,
): Promise<Outcome | Failure> {
  try {
    return await send(message);
  } catch (error) {
    return failedBy(describeError(error));
  }
}
