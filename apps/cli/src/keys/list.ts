import { listKeys } from "@handsfree/repositories/identity";
import { useDatabase } from "../database.ts";
import type { GlobalOptions } from "../options/global.ts";
import { type PageOptions, pageRequest } from "../options/page.ts";
import { printPage } from "../output/page.ts";
import { keyView } from "./view.ts";

interface ListOptions extends GlobalOptions, PageOptions {
  readonly user?: string;
  readonly service?: string;
}

export async function list(options: ListOptions): Promise<void> {
  const { user: userId, service: serviceId } = options;
  const filter = { userId, serviceId, ...pageRequest(options) };
  await printPage(await useDatabase(options, (db) => listKeys(db, filter)), keyView, options);
}
