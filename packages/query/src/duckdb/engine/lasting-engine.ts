import { setTimeout as wait } from "node:timers/promises";
import { CompiledQuery } from "kysely";
import { DatabaseError, HandsFreeError } from "../../errors.ts";
import type { DatabaseIncident } from "../../incident.ts";
import { classifyError, endsInstance, metEndedInstance } from "../errors/classify-error.ts";
import { DuckDbEngine, type EngineOptions } from "./engine.ts";
import { type FileFault, fileFaultWithin } from "../errors/file-fault.ts";
import { FileWatch, hasRoomForCheckpoint } from "../files/file-watch.ts";
import { keepLog } from "../files/keep-log.ts";
import { nameFile, openInstance } from "../files/open-instance.ts";
import { toConfiguration } from "./settings.ts";
import { StatementTask } from "../writer/statement-task.ts";

/** The back-off between attempts to reopen, in milliseconds: it doubles from the first to the longest. */
const firstWait = 250;
const longestWait = 5_000;
/** After this time without a failure the back-off starts again, in milliseconds. */
const calm = 60_000;
/** The interval between checks of the files without writes, in milliseconds. */
const lookEvery = 1000;
/** More bytes than any log has. */
const neverCheckpoint = 2 ** 50;

/**
 * Keeps an engine open for one file. DuckDB ends an instance on a fatal error, such as a checkpoint on a
 * full disk. Then the file is opened again, with back-off; acknowledged writes are in its log. If the file is
 * damaged or missing, the engine stays closed.
 */
export class LastingEngine {
  /** Called after each commit. */
  readonly commitListeners: Set<() => void> = new Set();
  readonly #file: string;
  readonly #readOnly: boolean;
  readonly #options: EngineOptions;
  readonly #closing = new AbortController();
  readonly #timer: NodeJS.Timeout;
  #watch: FileWatch | undefined;
  #engine: DuckDbEngine | undefined;
  /** The error for callers while there is no engine. */
  #fault: HandsFreeError | undefined;
  #recovery: Promise<void> | undefined;
  #nextWait = 0;
  /**
   * Whether a full disk ended the last instance. Then there is no checkpoint before there is room: a
   * checkpoint without room is fatal, while a log that cannot grow is not.
   */
  #full = false;
  #openedAt = 0;

  private constructor(file: string, readOnly: boolean, options: EngineOptions) {
    this.#file = file;
    this.#readOnly = readOnly;
    this.#options = options;
    this.#timer = setInterval(() => this.#look(), lookEvery).unref();
  }

  static async open(
    file: string,
    readOnly: boolean,
    options: EngineOptions,
  ): Promise<LastingEngine> {
    const lasting = new LastingEngine(file, readOnly, options);
    try {
      lasting.#engine = await lasting.#open();
      return lasting;
    } catch (error) {
      clearInterval(lasting.#timer);
      throw error;
    }
  }

  /** @throws {DatabaseError} if there is no engine; `retryable` while the file is being opened again. */
  get current(): DuckDbEngine {
    if (this.#engine) return this.#engine;
    const { code, message, retryable, cause } = this.#fault as HandsFreeError;
    throw new DatabaseError(code, message, { retryable, cause });
  }

  async close(): Promise<void> {
    this.#closing.abort();
    clearInterval(this.#timer);
    await this.#recovery;
    const engine = this.#engine;
    this.#fault = new DatabaseError("database_closed", "the database has been closed");
    await engine?.close();
  }

  async #open(): Promise<DuckDbEngine> {
    const report = (incident: DatabaseIncident): void => this.#report(incident);
    const life: { engine?: DuckDbEngine } = {};
    const instance = await openInstance(this.#file, {
      readOnly: this.#readOnly,
      settings: this.#full
        ? {
            ...this.#options.settings,
            checkpointThreshold: neverCheckpoint,
            // Its threshold changes once there is room.
            keepsInstance: false,
          }
        : this.#options.settings,
      report,
    });
    if (this.#file !== ":memory:") this.#watch ??= new FileWatch(this.#file, report);
    const engine = await DuckDbEngine.open(instance, this.#options, {
      toError: (thrown) => {
        const error = this.#name(classifyError(thrown));
        // A statement that fails before there is an engine fails its opening, which reports the error.
        if (endsInstance(error) && life.engine) this.#recoverFrom(life.engine, error);
        return metEndedInstance(error) ? meanwhile(this.#file, error) : error;
      },
      refusal: () => this.#watch?.refusal(),
      committed: () => {
        for (const listener of this.commitListeners) listener();
      },
    });
    life.engine = engine;
    this.#openedAt = performance.now();
    return engine;
  }

  #name(error: HandsFreeError): HandsFreeError {
    return this.#file === ":memory:" || error.cause === undefined
      ? error
      : nameFile(this.#file, error);
  }

  #recoverFrom(failed: DuckDbEngine, error: HandsFreeError): void {
    if (this.#engine !== failed) return;
    this.#engine = undefined;
    this.#fault = this.#finalFault(error) ?? meanwhile(this.#file, error);
    this.#full = faultBehind(error)?.code === "out_of_resources";
    this.#report({ severity: "error", kind: "stopped", message: error.message });
    if (performance.now() - this.#openedAt > calm) this.#nextWait = 0;
    this.#recovery = this.#recover(failed, error).finally(() => (this.#recovery = undefined));
  }

  async #recover(failed: DuckDbEngine, error: HandsFreeError): Promise<void> {
    await failed.fail(this.#fault as HandsFreeError).catch(() => undefined);
    let cause = error;
    while (!this.#closing.signal.aborted) {
      const final = this.#finalFault(cause);
      if (final) {
        this.#fault = final;
        this.#report({ severity: "error", kind: "unusable", message: final.message });
        return;
      }
      await wait(this.#nextWait, undefined, { signal: this.#closing.signal, ref: false }).catch(
        () => undefined,
      );
      this.#nextWait = Math.min(longestWait, this.#nextWait * 2 || firstWait);
      if (this.#closing.signal.aborted) return;
      try {
        this.#engine = await this.#open();
        const message = `${this.#file}: the database has been opened again`;
        this.#report({ severity: "info", kind: "reopened", message });
        return;
      } catch (thrown) {
        cause = thrown instanceof HandsFreeError ? thrown : classifyError(thrown);
        this.#fault = meanwhile(this.#file, cause);
      }
    }
  }

  /** The fault that reopening cannot repair, if there is one. A database in memory is lost with its instance. */
  #finalFault(cause: HandsFreeError): HandsFreeError | undefined {
    if (this.#file === ":memory:") {
      const message = "the database in memory stopped, and all that was in it is lost";
      return new DatabaseError("database_failed", message, { cause });
    }
    if (cause.code === "database_unreadable") return cause;
    // Opening a missing file would make an empty database.
    return this.#watch?.refusal();
  }

  #look(): void {
    const engine = this.#engine;
    if (this.#watch === undefined || engine === undefined || this.#readOnly) return;
    if (this.#watch.refusal() !== undefined) return;
    if (this.#watch.logVanished()) {
      void keepLog(engine, this.#file, (incident) => this.#report(incident));
    }
    if (this.#full && performance.now() - this.#openedAt > this.#nextWait) {
      void this.#checkpointAgain(engine);
    }
  }

  async #checkpointAgain(engine: DuckDbEngine): Promise<void> {
    if (!(await hasRoomForCheckpoint(this.#file)) || !this.#full) return;
    this.#full = false;
    const { checkpoint_threshold: threshold } = toConfiguration(this.#options.settings);
    const set = CompiledQuery.raw(`SET GLOBAL checkpoint_threshold = '${threshold}'`);
    const task = new StatementTask(set);
    // It fails only if the engine ends. The next engine is opened with the right threshold.
    await engine.submit(task, task.settled).catch(() => undefined);
  }

  #report(incident: DatabaseIncident): void {
    try {
      this.#options.observer.onIncident?.(incident);
    } catch {
      // An observer that throws must not stop the recovery.
    }
  }
}

function faultBehind({ cause }: HandsFreeError): FileFault | undefined {
  return cause instanceof Error ? fileFaultWithin(cause.message) : undefined;
}

/** The error for calls during the recovery. Nothing of them is done, so they may be repeated. */
function meanwhile(file: string, error: HandsFreeError): DatabaseError {
  const { code, cause } = error;
  const fault = faultBehind(error);
  const message =
    fault === undefined
      ? `${file}: the database stopped and is being opened again; try again`
      : `${fault.file ?? file}: ${fault.problem}, and the database stopped on it; it is opened again by itself once that is repaired`;
  const meant = fault?.code === "out_of_resources" ? fault.code : code;
  return new DatabaseError(meant === "database_failed" ? "database_unavailable" : meant, message, {
    cause,
    retryable: true,
  });
}
