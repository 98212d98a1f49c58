import type { ServerResponse } from "node:http";
import { onceEnded } from "./once-ended.ts";

/** How slow a reader may be. */
export interface ReaderLimits {
  /** How long is looked at a time, in milliseconds. */
  readonly patience: number;
  /** What a reader must take in that time where there is something for it, in bytes. */
  readonly leastTaken: number;
}

interface Reading {
  /** What had been taken at the beginning of the time that is looked at. */
  taken: number;
  since: number;
}

/**
 * Cuts off those who do not read the answer that they asked for, or so slowly that they never end: what waits
 * for them is memory, and a place that others need. An answer that is still being made is not its reader's
 * fault.
 */
export class ReaderWatch {
  readonly #limits: ReaderLimits;
  readonly #readings = new Map<ServerResponse, Reading>();
  #timer: NodeJS.Timeout | undefined;

  constructor(limits: ReaderLimits) {
    this.#limits = limits;
  }

  /** Watches until the answer is sent or cut off. */
  watch(response: ServerResponse): void {
    this.#readings.set(response, { taken: takenOf(response), since: performance.now() });
    onceEnded(response, () => {
      this.#readings.delete(response);
      if (this.#readings.size > 0) return;
      clearInterval(this.#timer);
      this.#timer = undefined;
    });
    this.#timer ??= setInterval(() => this.#look(), this.#limits.patience / 10).unref();
  }

  #look(): void {
    const now = performance.now();
    for (const [response, reading] of this.#readings) {
      const taken = takenOf(response);
      const waits = response.writableLength > 0;
      const isSlow = waits && taken - reading.taken < this.#limits.leastTaken;
      if (!isSlow) Object.assign(reading, { taken, since: now });
      else if (now - reading.since >= this.#limits.patience) response.destroy();
    }
  }
}

/** How much the operating system has taken of it. */
function takenOf({ socket }: ServerResponse): number {
  return socket === null ? 0 : socket.bytesWritten - socket.writableLength;
}
