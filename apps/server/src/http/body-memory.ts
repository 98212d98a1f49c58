import { busy, type ByteBudget } from "./byte-budget.ts";
import { tooLarge } from "./problem.ts";

/** How many bytes a body may take before it must reserve its whole length. Most bodies are smaller. */
const beginning = 128 * 1024;
const firstRoom = 4 * 1024;

/**
 * The memory of one body. Up to 128 KiB it grows with the bytes that arrived, so that a sender who only announces a
 * large body holds nothing. Beyond that the whole length is reserved first, so that no two bodies wait for each other.
 */
export class BodyMemory {
  readonly #declared: number | undefined;
  readonly #limit: number;
  readonly #beginnings: ByteBudget;
  readonly #large: ByteBudget;
  #buffer = Buffer.alloc(0);
  #length = 0;
  #ofBeginnings = 0;
  #ofLarge = 0;
  #isReleased = false;

  /**
   * @param declared the length that the sender announced, in bytes; undefined without one.
   * @param limit the longest that the body may be, in bytes.
   */
  constructor(
    declared: number | undefined,
    limit: number,
    beginnings: ByteBudget,
    large: ByteBudget,
  ) {
    this.#declared = declared;
    this.#limit = limit;
    this.#beginnings = beginnings;
    this.#large = large;
  }

  /**
   * Makes room for more bytes. Returns a promise when the body must wait for it.
   *
   * @throws {Problem} 413 beyond the limit, 503 without room.
   */
  makeRoom(bytes: number, signal: AbortSignal): Promise<void> | undefined {
    const needed = this.#length + bytes;
    if (needed > this.#limit) throw tooLarge();
    if (needed <= this.#buffer.length) return undefined;
    const size = Math.min(Math.max(needed, firstRoom, 2 * this.#buffer.length), this.#most);
    if (size > beginning && this.#ofLarge === 0) return this.#reserve(size, signal);
    if (size <= beginning) {
      const more = size - this.#ofBeginnings;
      if (!this.#beginnings.tryTake(more)) throw busy();
      this.#ofBeginnings = size;
    }
    this.#grow(size);
    return undefined;
  }

  append(chunk: Buffer): void {
    this.#length += chunk.copy(this.#buffer, this.#length);
  }

  /** The bytes that arrived. */
  body(): Buffer {
    return this.#buffer.subarray(0, this.#length);
  }

  release(): void {
    if (this.#isReleased) return;
    this.#isReleased = true;
    this.#beginnings.give(this.#ofBeginnings);
    this.#large.give(this.#ofLarge);
    this.#ofBeginnings = this.#ofLarge = 0;
  }

  get #most(): number {
    return this.#declared ?? this.#limit;
  }

  async #reserve(size: number, signal: AbortSignal): Promise<void> {
    await this.#large.take(this.#most, signal);
    if (this.#isReleased) return this.#large.give(this.#most);
    this.#ofLarge = this.#most;
    this.#grow(this.#declared ?? size);
  }

  #grow(size: number): void {
    const buffer = Buffer.allocUnsafeSlow(size);
    this.#buffer.copy(buffer, 0, 0, this.#length);
    this.#buffer = buffer;
  }
}
