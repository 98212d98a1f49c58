import { v7 } from "uuid";
import { countRows } from "./count-rows.ts";
import { unlike } from "./expect.ts";
import type { Workload } from "./workload.ts";

/** Inserts one row into `commands`. */
export const insert: Workload = {
  name: "insert",
  tables: ["commands"],
  start(contender) {
    const userId = v7();
    let lastId = "";
    const entities = (n: number): string => JSON.stringify({ pr: n, note: `it's "n°" ${n}` });
    const inserted = new Map<string, number>();
    return {
      async operate(n) {
        const id = v7();
        await contender.insertCommand({
          id,
          userId,
          intentName: `intent-${n}`,
          intentConfidence: 0.25,
          entities: entities(n),
          createdAt: new Date(),
        });
        if (n % 97 === 0) inserted.set(id, n);
        lastId = id;
      },
      async verify(operations) {
        const problems = unlike(
          "rows",
          await countRows(
            contender,
            "commands",
            `user_id = '${userId}' AND intent_confidence = 0.25`,
          ),
          operations,
        );
        const [distinct] = await contender.execute(
          `SELECT count(DISTINCT intent_name) AS n FROM commands WHERE user_id = '${userId}'`,
        );
        problems.push(...unlike("different rows", Number(distinct?.["n"]), operations));
        for (const [id, n] of [...inserted].slice(-20)) {
          const found = await contender.findCommand(userId, id);
          problems.push(...unlike("entities", found, entities(n)));
        }
        if ((await contender.findCommand(userId, lastId)) === undefined) {
          problems.push("the last row is not there");
        }
        return problems;
      },
    };
  },
};
