import { listCommands } from "@handsfree/repositories/commands";
import type { CommandStatus, Profile } from "@handsfree/schema";
import { useDatabase } from "../database.ts";
import type { GlobalOptions } from "../options/global.ts";
import type { PageOptions } from "../options/page.ts";
import type { UserOptions } from "../options/user.ts";
import { printPage } from "../output/page.ts";
import { commandView } from "./view.ts";

interface ListOptions extends GlobalOptions, UserOptions, PageOptions {
  readonly profile?: Profile;
  readonly status?: CommandStatus;
  readonly intentName?: string;
  readonly sessionId?: string;
  readonly pendingActionId?: string;
}

export async function listUserCommands(options: ListOptions): Promise<void> {
  const page = await useDatabase(options, (db) =>
    listCommands(db, { ...options, userId: options.user }),
  );
  await printPage(page, commandView, options);
}
