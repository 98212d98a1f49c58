/** The most callers of a round. They hold bodies while they wait. */
const mostCallers = 100;

interface Round {
  callers: number;
  readonly ended: Promise<void>;
  readonly end: () => void;
}

/** Makes callers wait for each other, so that they go on in one tick and share a transaction. */
export class Gathering {
  readonly #milliseconds: number;
  #round: Round | undefined;

  /** @param milliseconds how long the first of them waits; 0 for not at all. */
  constructor(milliseconds: number) {
    this.#milliseconds = milliseconds;
  }

  /** Waits until the round ends: after its time, or when it has 100 callers. */
  async wait(): Promise<void> {
    if (this.#milliseconds === 0) return;
    const round = (this.#round ??= this.#begin());
    if (++round.callers === mostCallers) round.end();
    await round.ended;
  }

  /** Ends the round: those who wait go on now. */
  end(): void {
    this.#round?.end();
  }

  #begin(): Round {
    const { promise, resolve } = Promise.withResolvers<void>();
    const end = (): void => {
      clearTimeout(timer);
      this.#round = undefined;
      resolve();
    };
    const timer = setTimeout(end, this.#milliseconds);
    return { callers: 0, ended: promise, end };
  }
}
