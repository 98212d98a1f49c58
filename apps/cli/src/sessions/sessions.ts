import { InvalidInputError } from "@handsfree/query";
import {
  endSession,
  endSessionsOf,
  listSessions,
  type Session,
} from "@handsfree/repositories/sessions";
import { renderSession } from "@handsfree/wire/identity";
import { useDatabase } from "../database.ts";
import { NotFoundError } from "../not-found-error.ts";
import type { ActorOptions } from "../options/actor.ts";
import type { GlobalOptions } from "../options/global.ts";
import { type PageOptions, pageRequest } from "../options/page.ts";
import { printOutcome } from "../output/outcome.ts";
import { printPage, type View } from "../output/page.ts";
import { print, printJson } from "../output/print.ts";

interface UserFilter {
  readonly user?: string;
}

const sessionView: View<Session> = {
  empty: "No session matches.",
  columns: {
    "CREATED AT": (session) => session.createdAt,
    BY: (session) => session.signedInBy,
    STATE: (session) => session.state,
    "LAST USED AT": (session) => session.lastUsedAt,
    USER: (session) => session.userId,
    BROWSER: (session) => session.userAgent,
    ID: (session) => session.id,
  },
  render: renderSession,
};

export async function list(options: GlobalOptions & PageOptions & UserFilter): Promise<void> {
  const filter = { userId: options.user, ...pageRequest(options) };
  const page = await useDatabase(options, (db) => listSessions(db, filter));
  await printPage(page, sessionView, options);
}

export async function end(
  id: string | undefined,
  options: GlobalOptions & ActorOptions & UserFilter,
): Promise<void> {
  const { user: userId, by } = options;
  if (id === undefined) return endAll(userId, options);
  if (userId !== undefined) {
    throw new InvalidInputError("userId", "is given beside a session; give one of the two");
  }
  const ended = await useDatabase(options, (db) => endSession(db, { id, by }), {
    readOnly: false,
  });
  if (ended.outcome === "not_found") throw new NotFoundError("there is no session with this id");
  const { outcome, session } = ended;
  const record = renderSession(session);
  const text = `the session of user ${session.userId} (${session.id})`;
  await printOutcome(
    { outcome, name: "session", record, text, isDone: outcome !== "expired" },
    options,
  );
}

async function endAll(
  userId: string | undefined,
  options: GlobalOptions & ActorOptions,
): Promise<void> {
  if (userId === undefined) {
    throw new InvalidInputError("id", "is missing; give the id of a session, or --user");
  }
  const whose = { userId, by: options.by };
  const ended = await useDatabase(options, (db) => endSessionsOf(db, whose), { readOnly: false });
  await (options.json ? printJson({ ended }) : print(`ended ${ended} sessions\n`));
}
