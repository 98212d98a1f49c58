import { v7 } from "uuid";
import type { Contender } from "../contenders/contender.ts";
import { hashedId } from "../data/hashed-id.ts";
import { newActionsStatement } from "../data/new-actions.ts";
import { numberOfOwners } from "./owners.ts";

/** Actions that a workload needs before its round, of many owners, and of a type that only this workload has. */
export class PreparedActions {
  readonly type = `merge-${v7()}`;
  readonly #contender: Contender;
  readonly #state: "pending" | "confirmed";
  #count = 0;

  constructor(contender: Contender, state: "pending" | "confirmed") {
    this.#contender = contender;
    this.#state = state;
  }

  async prepare(until: number): Promise<void> {
    if (until <= this.#count) return;
    const range = { type: this.type, owners: numberOfOwners, from: this.#count, to: until };
    const { dialect } = this.#contender;
    await this.#contender.execute(newActionsStatement(dialect, this.#state, range));
    await this.#contender.recountOpen?.();
    this.#count = until;
  }

  ownerOf(n: number): string {
    return hashedId(`${this.type}/${n % numberOfOwners}`);
  }

  tokenOf(n: number): string {
    return `${this.type}-${n}`;
  }

  /** The condition on actions that are of this workload. */
  get mine(): string {
    return `action_type = '${this.type}'`;
  }

  /** The condition on action logs about these actions. */
  get logged(): string {
    return `target IN (SELECT CAST(id AS TEXT) FROM pending_actions WHERE ${this.mine})`;
  }
}
