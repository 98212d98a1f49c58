import { exportUser } from "../../../src/entries/privacy.ts";
import { type Attack, attack } from "../attack.ts";

export const exportAttacks: Readonly<Record<string, Attack>> = {
  exportUser: attack({}, async ({ db, context }, { userId }) => {
    const records: unknown[] = [];
    for await (const line of exportUser(db, userId, context)) records.push(JSON.parse(line));
    return records;
  }),
};
