import { unlessStopped } from "../../stop-source.ts";

/** Permits for a limited number of holders at a time. The others wait in line. */
export class Semaphore {
  readonly #waiting: (() => void)[] = [];
  #free: number;

  constructor(permits: number) {
    this.#free = permits;
  }

  /** Undefined if a permit was free, which spares the caller a wait. */
  acquire(): Promise<void> | undefined {
    if (this.#free > 0) {
      this.#free--;
      return undefined;
    }
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Waits for a permit until the signal is stopped. */
  async acquireUnlessStopped(signal: AbortSignal): Promise<void> {
    const permit = this.acquire();
    if (permit === undefined) return;
    try {
      await unlessStopped(permit, signal);
    } catch (error) {
      this.abandon(permit);
      throw error;
    }
  }

  /** Passes a permit on when it comes, because its caller no longer waits for it. */
  abandon(permit: Promise<void>): void {
    void permit.then(() => this.release());
  }

  release(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#free++;
  }
}
