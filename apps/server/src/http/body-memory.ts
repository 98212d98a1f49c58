import { busy, type ByteBudget } from "./byte-budget.ts";
import { tooLarge } from "./problem.ts";

/** How many bytes a body may take before it must reserve its whole length. Most bodies are smaller. */
const beginning = 128 * 1024;
const firstRoom = 4 * 1024;
const empty = Buffer.alloc(0);

/**
 * The memory of one body. Up to 128 KiB it grows with the bytes that arrived, so that a sender who only announces a
 * large body holds nothing. Beyond that the whole length is reserved first, so that no two bodies wait for each other.
 */
export class BodyMemory {
  readonly #declared: number | undefined;
  readonly #limit: number;
  readonly #beginnings: ByteBudget;
  readonly #large: ByteBudget;
  #buffer: Buffer = empty;
  #length = 0;
  /** How many bytes the body has room for, in all. */
  #room = 0;
  #ofBeginnings = 0;
  #ofLarge = 0;
  #isReleased = false;
  /** Is aborted when nothing needs the room any more that the body waits for. */
  #waiting: AbortController | undefined;

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

  /** Whether the body is given up. */
  get isReleased(): boolean {
    return this.#isReleased;
  }

  /**
   * Makes room for more bytes. Returns a promise when the body must wait for it, which rejects when it is released.
   *
   * @throws {Problem} 413 beyond the limit, 503 without room.
   */
  makeRoom(bytes: number): Promise<void> | undefined {
    const needed = this.#length + bytes;
    if (needed > this.#limit) throw tooLarge(this.#limit);
    if (needed <= this.#room) return undefined;
    const size = Math.min(Math.max(needed, firstRoom, 2 * this.#room), this.#most);
    if (size > beginning && this.#ofLarge === 0) return this.#reserve(size);
    if (size <= beginning) {
      const more = size - this.#ofBeginnings;
      if (!this.#beginnings.tryTake(more)) throw busy();
      this.#ofBeginnings = size;
    }
    this.#room = size;
    return undefined;
  }

  append(chunk: Buffer): void {
    // Node made the chunk for this body alone, so a body that arrives in one piece is not copied.
    if (this.#length === 0 && chunk.length === this.#declared) this.#buffer = chunk;
    else this.#copy(chunk);
    this.#length += chunk.length;
  }

  /** The bytes that arrived. */
  body(): Buffer {
    return this.#buffer.subarray(0, this.#length);
  }

  release(): void {
    if (this.#isReleased) return;
    this.#isReleased = true;
    this.#waiting?.abort();
    this.#beginnings.give(this.#ofBeginnings);
    this.#large.give(this.#ofLarge);
    this.#ofBeginnings = this.#ofLarge = 0;
  }

  get #most(): number {
    return this.#declared ?? this.#limit;
  }

  async #reserve(size: number): Promise<void> {
    this.#waiting = new AbortController();
    await this.#large.take(this.#most, this.#waiting.signal);
    if (this.#isReleased) return this.#large.give(this.#most);
    this.#ofLarge = this.#most;
    this.#room = this.#declared ?? size;
  }

  #copy(chunk: Buffer): void {
    if (this.#buffer.length < this.#room) {
      const buffer = Buffer.allocUnsafeSlow(this.#room);
      this.#buffer.copy(buffer, 0, 0, this.#length);
      this.#buffer = buffer;
    }
    chunk.copy(this.#buffer, this.#length);
  }
}
