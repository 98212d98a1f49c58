import type { MigrationEvent } from "@handsfree/migrator";
import { plainText } from "../output/plain-text.ts";
import { formatDuration } from "./duration.ts";

/** The output for progress. */
export interface Terminal {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

const clearLine = "\r\u001B[K";

/**
 * Shows the running file and its time on one line of a terminal. Elsewhere it writes only waits, which need
 * patience.
 */
export class Progress implements Disposable {
  readonly #terminal: Terminal;
  readonly #now: () => number;
  readonly #timer: NodeJS.Timeout | undefined;
  #running: { readonly what: string; readonly since: number } | undefined;

  /** @param now in milliseconds. */
  constructor(terminal: Terminal, now: () => number = () => performance.now()) {
    this.#terminal = terminal;
    this.#now = now;
    if (terminal.isTTY) this.#timer = setInterval(() => this.tick(), 250).unref();
  }

  show(event: MigrationEvent): void {
    switch (event.type) {
      case "started":
        return this.#run(event.migration.file);
      case "statement":
        return this.#run(`${event.migration.file}, statement ${event.statement}`);
      case "waiting":
        return this.#tell(`waiting for ${event.holder}, which is migrating this database`);
      case "taken_over":
        return this.#tell(
          `taking over from ${event.holder}, which sent no heartbeat for ${formatDuration(event.silentFor)}`,
        );
      default:
        this.#stop();
    }
  }

  /** Shows the elapsed time. */
  tick(): void {
    if (this.#running === undefined || !this.#terminal.isTTY) return;
    const { what, since } = this.#running;
    this.#terminal.write(`${clearLine}applying ${what} … ${formatDuration(this.#now() - since)}`);
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    this.#stop();
  }

  #run(what: string): void {
    this.#running = { what, since: this.#now() };
    this.tick();
  }

  #stop(): void {
    if (this.#running !== undefined && this.#terminal.isTTY) this.#terminal.write(clearLine);
    this.#running = undefined;
  }

  #tell(line: string): void {
    this.#stop();
    this.#terminal.write(`${plainText(line)}\n`);
  }
}
