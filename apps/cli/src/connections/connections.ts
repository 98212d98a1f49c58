import {
  changeGithubConnection,
  createGithubConnection,
  type GithubConnection,
  listGithubConnections,
  removeGithubConnection,
} from "@handsfree/repositories/github-connections";
import { renderGithubConnection } from "@handsfree/wire/github-connections";
import { useDatabase } from "../database.ts";
import { NotFoundError } from "../not-found-error.ts";
import type { ActorOptions } from "../options/actor.ts";
import type { GlobalOptions } from "../options/global.ts";
import { type PageOptions, pageRequest } from "../options/page.ts";
import type { UserOptions } from "../options/user.ts";
import { printOutcome } from "../output/outcome.ts";
import { printPage } from "../output/page.ts";
import { connectionView } from "./view.ts";

interface ConnectionOptions extends GlobalOptions, UserOptions, ActorOptions {
  readonly installation?: number | false;
  readonly tokenRef?: string | false;
  readonly scopes?: string | false;
  readonly login?: string | false;
}

const readWrite = { readOnly: false };

export async function listAll(options: GlobalOptions & UserOptions & PageOptions): Promise<void> {
  const filter = { userId: options.user, ...pageRequest(options) };
  const page = await useDatabase(options, (db) => listGithubConnections(db, filter));
  await printPage(page, connectionView, options);
}

export async function create(options: ConnectionOptions): Promise<void> {
  const { user: userId, by } = options;
  const input = { userId, by, ...valuesOf(options) };
  const connection = await useDatabase(
    options,
    (db) => createGithubConnection(db, input),
    readWrite,
  );
  await printConnection({ outcome: "created", connection }, options);
}

export async function change(id: string, options: ConnectionOptions): Promise<void> {
  const { user: userId, by } = options;
  const input = { userId, id, by, ...valuesOf(options) };
  const changed = await useDatabase(options, (db) => changeGithubConnection(db, input), readWrite);
  if (changed.outcome === "not_found") throw notFound();
  await printConnection(changed, options);
}

/** `--no-installation`, `--no-token-ref`, `--no-scopes` and `--no-login` remove a value. */
function valuesOf({ installation, tokenRef, scopes, login }: ConnectionOptions) {
  return {
    installationId: installation === false ? null : installation,
    tokenRef: tokenRef === false ? null : tokenRef,
    scopes: scopes === false ? null : scopes,
    login: login === false ? null : login,
  };
}

export async function remove(
  id: string,
  options: GlobalOptions & UserOptions & ActorOptions,
): Promise<void> {
  const removal = { userId: options.user, id, by: options.by };
  const { outcome } = await useDatabase(
    options,
    (db) => removeGithubConnection(db, removal),
    readWrite,
  );
  if (outcome === "not_found") throw notFound();
  const record = undefined;
  await printOutcome({ outcome, name: "connection", record, text: id, isDone: true }, options);
}

function printConnection(
  { outcome, connection }: { readonly outcome: string; readonly connection: GithubConnection },
  options: GlobalOptions,
): Promise<void> {
  const { installationId, tokenRef, id } = connection;
  const parts = [
    ...(installationId === null ? [] : [`installation ${installationId}`]),
    ...(tokenRef === null ? [] : [`the token ${tokenRef}`]),
  ];
  const text = `${parts.join(", ")} (${id})`;
  const record = renderGithubConnection(connection);
  return printOutcome({ outcome, name: "connection", record, text, isDone: true }, options);
}

function notFound(): NotFoundError {
  return new NotFoundError("the user has no connection with this id");
}
