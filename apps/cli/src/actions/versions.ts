import { type ActionVersion, listActionVersions } from "@handsfree/repositories/pending-actions";
import { renderActionVersion } from "@handsfree/wire/pending-actions";
import { useDatabase } from "../database.ts";
import { NotFoundError } from "../not-found-error.ts";
import type { GlobalOptions } from "../options/global.ts";
import { type PageOptions, pageRequest } from "../options/page.ts";
import type { UserOptions } from "../options/user.ts";
import { printPage, type View } from "../output/page.ts";

const view: View<ActionVersion> = {
  empty: "There is no version.",
  columns: {
    "CREATED AT": (version) => version.createdAt,
    VERSION: (version) => String(version.version),
    "EDITED BY": (version) => version.editedBy,
    PAYLOAD: (version) => version.actionPayloadJson,
    DIGEST: (version) => version.payloadDigest,
  },
  render: renderActionVersion,
};

export async function listVersions(
  id: string,
  options: GlobalOptions & UserOptions & PageOptions,
): Promise<void> {
  const filter = { userId: options.user, id, ...pageRequest(options) };
  const page = await useDatabase(options, (db) => listActionVersions(db, filter));
  if (page === undefined) throw new NotFoundError("the user has no action with this id");
  await printPage(page, view, options);
}
