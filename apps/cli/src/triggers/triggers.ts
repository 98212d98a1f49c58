import { InvalidInputError } from "@handsfree/query";
import {
  createEventTrigger,
  findEventTrigger,
  listEventTriggers,
  removeEventTrigger,
} from "@handsfree/repositories/notices";
import type { NoticeKind } from "@handsfree/schema";
import { renderEventTrigger } from "@handsfree/wire/notices";
import { readPayload } from "../actions/read-payload.ts";
import { useDatabase } from "../database.ts";
import { NotFoundError } from "../not-found-error.ts";
import type { ActorOptions } from "../options/actor.ts";
import type { GlobalOptions } from "../options/global.ts";
import { type PageOptions, pageRequest } from "../options/page.ts";
import type { UserOptions } from "../options/user.ts";
import { exactText } from "../output/exact-text.ts";
import { printOutcome } from "../output/outcome.ts";
import { printPage } from "../output/page.ts";
import { print, printJson } from "../output/print.ts";
import { conditionText, renderTriggerText, triggerView } from "./view.ts";

type Options = GlobalOptions & UserOptions;

const readWrite = { readOnly: false };

interface CreateOptions extends Options, ActorOptions {
  readonly on: NoticeKind;
  readonly repository: string;
  readonly number?: number;
  readonly headSha?: string;
  readonly summary: string;
  readonly actionType: string;
  readonly payload: string;
  readonly expiresIn?: number;
}

export async function create(options: CreateOptions): Promise<void> {
  const { user: userId, by, on: kind, repository, number, headSha } = options;
  const { summary, actionType, expiresIn: expiresInSeconds } = options;
  const actionPayload = await readPayload(options.payload);
  const input = {
    userId,
    by,
    when: { kind, repository, number, headSha },
    propose: { summary, actionType, actionPayload, repository },
    expiresInSeconds,
  };
  const created = await useDatabase(
    options,
    (db) => createEventTrigger(db, input),
    readWrite,
  ).catch(nameOption);
  const { outcome } = created;
  const isDone = outcome === "created";
  const text = isDone
    ? `${conditionText(created.trigger)} (${created.trigger.id})`
    : `${created.limit} triggers of the user wait already`;
  const record = isDone ? renderEventTrigger(created.trigger, exactText) : undefined;
  await printOutcome({ outcome, name: "trigger", record, text, isDone }, options);
}

/** The parts of the condition are options of their own. */
function nameOption(error: unknown): never {
  if (!(error instanceof InvalidInputError)) throw error;
  throw new InvalidInputError(error.field.replace(/^when\./, ""), error.problem);
}

export async function listAll(options: Options & PageOptions): Promise<void> {
  const filter = { userId: options.user, ...pageRequest(options) };
  const page = await useDatabase(options, (db) => listEventTriggers(db, filter));
  await printPage(page, triggerView, options);
}

export async function show(id: string, options: Options): Promise<void> {
  const trigger = await useDatabase(options, (db) =>
    findEventTrigger(db, { userId: options.user, id }),
  );
  if (trigger === undefined) throw notFound();
  if (options.json) return printJson(renderEventTrigger(trigger, exactText));
  await print(renderTriggerText(trigger));
}

export async function remove(id: string, options: Options & ActorOptions): Promise<void> {
  const removal = { userId: options.user, id, by: options.by };
  if (!(await useDatabase(options, (db) => removeEventTrigger(db, removal), readWrite))) {
    throw notFound();
  }
  const change = { outcome: "removed", name: "trigger", record: undefined, isDone: true };
  await printOutcome({ ...change, text: id }, options);
}

function notFound(): NotFoundError {
  return new NotFoundError("the user has no trigger with this id");
}
