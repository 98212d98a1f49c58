import type { AuditFinding } from "./finding.ts";

/** Collects findings. It keeps up to a limit, and counts all. */
export class Findings {
  readonly #most: number;
  readonly #kept: AuditFinding[] = [];
  #count = 0;

  constructor(most: number) {
    this.#most = most;
  }

  get kept(): readonly AuditFinding[] {
    return this.#kept;
  }

  get count(): number {
    return this.#count;
  }

  add(...findings: readonly AuditFinding[]): void {
    this.#count += findings.length;
    this.#kept.push(...findings.slice(0, this.#most - this.#kept.length));
  }
}
