import type { Session } from "../session/session.ts";
import { SettledTask, type Task } from "./task.ts";

/** Work during which nothing else writes. */
export class ExclusiveTask<Result> extends SettledTask<Result> implements Task {
  readonly bytes: number;
  readonly sharesCommit = false;
  readonly #work: (session: Session) => Promise<Result>;

  /**
   * @param bytes about how much memory it holds while it waits.
   * @param work is given the writer's connection, outside any transaction.
   */
  constructor(bytes: number, work: (session: Session) => Promise<Result>) {
    super();
    this.bytes = bytes;
    this.#work = work;
  }

  async run(session: Session): Promise<void> {
    this.result = await this.#work(session);
  }

  runDurably(session: Session): Promise<void> {
    return this.run(session);
  }
}
