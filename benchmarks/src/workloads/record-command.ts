import { recordCommand as record } from "@handsfree/repositories/commands";
import { v7 } from "uuid";
import { countRows } from "./count-rows.ts";
import { unlike } from "./expect.ts";
import { ownDatabase } from "./own-database.ts";
import type { Workload } from "./workload.ts";

export const recordCommand: Workload = {
  name: "record-command",
  tables: ["commands"],
  oursOnly: true,
  start(contender) {
    const database = ownDatabase(contender);
    const userId = v7();
    return {
      async operate(n) {
        await record(database, {
          userId,
          inputType: "text",
          status: "ok",
          intentName: "merge_pr",
          intentConfidence: 0.25,
          entities: { pr: n },
        });
      },
      async verify(operations) {
        const rows = await countRows(contender, "commands", `user_id = '${userId}'`);
        return unlike("rows", rows, operations);
      },
    };
  },
};
