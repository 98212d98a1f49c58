import { HandsFreeConnectionError } from "../connection-error.ts";

/** An event of a stream, or only an id. */
export interface StreamedEvent {
  /** The id of the stream so far, which `Last-Event-ID` sends after a break. */
  readonly id: string | undefined;
  /** Undefined where the stream moved the id alone. */
  readonly data: string | undefined;
}

/**
 * Parses a stream of server-sent events (HTML Standard, section 9.2.6), chunk by chunk. Chunks may end anywhere, also
 * within a character or between the CR and the LF of an end of line.
 */
export class SseParser {
  /** The pause before a new connection that the server asked for, in milliseconds. */
  retry: number | undefined;
  readonly #most: number;
  readonly #decoder = new TextDecoder();
  #id: string | undefined;
  #hasNewId = false;
  #data: string[] = [];
  /** The parts of a line whose end has not arrived. */
  #line: string[] = [];
  #size = 0;
  #endedWithCr = false;

  /** @param most the most characters of an event, with its line ends. */
  constructor(most: number) {
    this.#most = most;
  }

  /** @throws {HandsFreeConnectionError} `answer_too_large` for an event that is. */
  *push(chunk: Uint8Array): Generator<StreamedEvent, undefined> {
    const text = this.#decoder.decode(chunk, { stream: true });
    let from = 0;
    if (this.#endedWithCr && text !== "") {
      this.#endedWithCr = false;
      if (text.startsWith("\n")) from = 1;
    }
    const ends = /\r\n|\r|\n/g;
    ends.lastIndex = from;
    for (let end = ends.exec(text); end !== null; end = ends.exec(text)) {
      this.#keep(text.slice(from, end.index));
      from = ends.lastIndex;
      const line = this.#line.join("");
      this.#line = [];
      const event = line === "" ? this.#dispatch() : this.#field(line);
      if (event !== undefined) yield event;
    }
    this.#endedWithCr ||= text.endsWith("\r");
    this.#keep(text.slice(from));
  }

  #keep(text: string): void {
    this.#size += text.length;
    if (this.#size > this.#most) throw new HandsFreeConnectionError("answer_too_large");
    if (text !== "") this.#line.push(text);
  }

  #field(line: string): undefined {
    const [name = ""] = line.split(":", 1);
    const value = line.slice(name.length + 1).replace(/^ /, "");
    if (name === "data") this.#data.push(value);
    else if (name === "id" && !value.includes("\0")) {
      this.#id = value;
      this.#hasNewId = true;
    } else if (name === "retry" && /^\d{1,9}$/.test(value)) this.retry = Number(value);
    // A comment is over with its line, however many there are.
    else this.#size -= line.length;
    return undefined;
  }

  #dispatch(): StreamedEvent | undefined {
    const data = this.#data.length === 0 ? undefined : this.#data.join("\n");
    const isNews = data !== undefined || this.#hasNewId;
    this.#data = [];
    this.#hasNewId = false;
    this.#size = 0;
    return isNews ? { id: this.#id, data } : undefined;
  }
}
