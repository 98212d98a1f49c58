import { DatabaseError, type DatabaseIncident } from "@handsfree/query";
import type { FastifyBaseLogger } from "fastify";

const levels = { info: "info", warning: "warn", error: "error" } as const;

/** Logs the incidents of the database. Those from before there is a log are logged once there is one. */
export class Incidents {
  readonly #unusable = Promise.withResolvers<DatabaseError>();
  #early: DatabaseIncident[] = [];
  #log: FastifyBaseLogger | undefined;

  /** Resolves with the reason when the database cannot be used any more. */
  get unusable(): Promise<DatabaseError> {
    return this.#unusable.promise;
  }

  report(incident: DatabaseIncident): void {
    if (this.#log === undefined) {
      this.#early.push(incident);
      return;
    }
    const { severity, kind, message } = incident;
    this.#log[levels[severity]]({ incident: kind }, message);
    if (kind === "unusable") {
      this.#unusable.resolve(new DatabaseError("database_unreadable", message));
    }
  }

  logTo(log: FastifyBaseLogger): void {
    this.#log = log;
    for (const incident of this.#early.splice(0)) this.report(incident);
  }
}
