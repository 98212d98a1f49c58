import {
  createService,
  disableService,
  enableService,
  listServices,
  type Service,
} from "@handsfree/repositories/identity";
import type { Database, ServiceKind } from "@handsfree/schema";
import { renderService } from "@handsfree/wire/identity";
import type { Kysely } from "kysely";
import { useDatabase } from "../database.ts";
import { NotFoundError } from "../not-found-error.ts";
import type { ActorOptions } from "../options/actor.ts";
import type { GlobalOptions } from "../options/global.ts";
import { type PageOptions, pageRequest } from "../options/page.ts";
import { printOutcome } from "../output/outcome.ts";
import { printPage } from "../output/page.ts";
import { serviceView } from "./view.ts";

const readWrite = { readOnly: false };

export async function listAll(options: GlobalOptions & PageOptions): Promise<void> {
  const request = pageRequest(options);
  const page = await useDatabase(options, (db) => listServices(db, request));
  await printPage(page, serviceView, options);
}

export async function create(
  name: string,
  options: GlobalOptions & ActorOptions & { readonly kind: ServiceKind },
): Promise<void> {
  const { kind, by } = options;
  const input = { name, kind, by };
  const created = await useDatabase(options, (db) => createService(db, input), readWrite);
  await printService(created, options);
}

export type SwitchOptions = GlobalOptions & ActorOptions & { readonly service: string };

export function disable(options: SwitchOptions): Promise<void> {
  return change(disableService, options);
}

export function enable(options: SwitchOptions): Promise<void> {
  return change(enableService, options);
}

async function change(
  make: (
    db: Kysely<Database>,
    input: { readonly serviceId: string; readonly by: string | undefined },
  ) => Promise<ServiceOutcome>,
  options: SwitchOptions,
): Promise<void> {
  const input = { serviceId: options.service, by: options.by };
  await printService(await useDatabase(options, (db) => make(db, input), readWrite), options);
}

interface ServiceOutcome {
  readonly outcome: string;
  readonly service?: Service;
}

async function printService(
  { outcome, service }: ServiceOutcome,
  options: GlobalOptions,
): Promise<void> {
  if (outcome === "not_found") throw new NotFoundError("there is no service with this id");
  const record = service && renderService(service);
  const text = service
    ? `${service.name} (${service.kind}, ${service.id})`
    : "another service has this name";
  const isDone = service !== undefined;
  await printOutcome({ outcome, name: "service", record, text, isDone }, options);
}
