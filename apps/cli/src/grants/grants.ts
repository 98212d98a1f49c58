import { listGrants, revokeGrant, type StandingGrant } from "@handsfree/repositories/policies";
import { renderStandingGrant } from "@handsfree/wire/policies";
import { useDatabase } from "../database.ts";
import { NotFoundError } from "../not-found-error.ts";
import type { ActorOptions } from "../options/actor.ts";
import type { GlobalOptions } from "../options/global.ts";
import { type PageOptions, pageRequest } from "../options/page.ts";
import { exactText } from "../output/exact-text.ts";
import { printOutcome } from "../output/outcome.ts";
import { printPage, type View } from "../output/page.ts";

const grantView: View<StandingGrant> = {
  empty: "No grant matches.",
  columns: {
    "CREATED AT": (grant) => grant.createdAt,
    USER: (grant) => grant.userId,
    MATCH: (grant) => grant.matchJson,
    USES: (grant) => `${grant.uses} of ${grant.maximumUses}`,
    STATE: (grant) => grant.state,
    "EXPIRES AT": (grant) => grant.expiresAt,
    ID: (grant) => grant.id,
  },
  render: renderStandingGrant,
};

export async function list(
  options: GlobalOptions & PageOptions & { readonly user?: string },
): Promise<void> {
  const filter = { userId: options.user, ...pageRequest(options) };
  await printPage(await useDatabase(options, (db) => listGrants(db, filter)), grantView, options);
}

export async function revoke(id: string, options: GlobalOptions & ActorOptions): Promise<void> {
  const input = { id, by: options.by };
  const revoked = await useDatabase(options, (db) => revokeGrant(db, input), { readOnly: false });
  if (revoked.outcome === "not_found") throw new NotFoundError("there is no grant with this id");
  await printGrant(revoked, options);
}

export function printGrant(
  { outcome, grant }: { readonly outcome: string; readonly grant: StandingGrant },
  options: GlobalOptions,
): Promise<void> {
  const record = renderStandingGrant(grant, exactText);
  const text = `${grant.matchJson} (${grant.uses} of ${grant.maximumUses} uses, ${grant.id})`;
  return printOutcome({ outcome, name: "grant", record, text, isDone: true }, options);
}
