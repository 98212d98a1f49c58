import type { ServerResponse } from "node:http";
import { onceEnded } from "./once-ended.ts";

/** How slow a reader may be. */
export interface ReaderLimits {
  /** The period in which a reader must take something, in milliseconds. */
  readonly patience: number;
  /** How much a reader must take in that period while there is something for it, in bytes. */
  readonly leastTaken: number;
}

interface Reading {
  /** How much the reader had taken at the beginning of the period, in bytes. */
  taken: number;
  since: number;
}

/**
 * Disconnects readers that do not take their answer, or take it too slowly: the answer occupies memory and a place that
 * other callers need. A reader is not blamed for an answer that is still being made.
 */
export class ReaderWatch {
  readonly #limits: ReaderLimits;
  readonly #readings = new Map<ServerResponse, Reading>();
  #timer: NodeJS.Timeout | undefined;

  constructor(limits: ReaderLimits) {
    this.#limits = limits;
  }

  /** Watches until the answer is sent or its connection ends. */
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

/** How much of the answer the operating system has taken, in bytes. */
function takenOf({ socket }: ServerResponse): number {
  return socket === null ? 0 : socket.bytesWritten - socket.writableLength;
}
