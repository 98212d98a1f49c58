import { v7 } from "uuid";
import { hashedId } from "../data/hashed-id.ts";
import type { Contender } from "../contenders/contender.ts";
import { countRows } from "./count-rows.ts";
import { unlike } from "./expect.ts";
import { ownerOf } from "./owners.ts";
import type { Trial, Workload } from "./workload.ts";

const tables = ["pending_actions", "action_logs"] as const;

/** Proposes an action below its owner's limit, and writes its action log. */
export const propose: Workload = {
  name: "propose",
  tables,
  start: (contender) => startProposals(contender, 100, ownerOf),
};

/** More than the default, so that most of the callers propose to one owner. */
const limitOfOne = 1000;

/** The same to one owner at a time, until the owner has as many open actions as the limit allows. */
export const proposeToOne: Workload = {
  name: "propose-to-one",
  tables,
  start: (contender) =>
    startProposals(contender, limitOfOne, (prefix, n) =>
      hashedId(`${prefix}/${Math.floor(n / limitOfOne)}`),
    ),
};

function startProposals(
  contender: Contender,
  openLimit: number,
  ownerAt: (prefix: string, n: number) => string,
): Trial {
  const actionType = `merge-${v7()}`;
  let last = { userId: "", token: "" };
  const proposal = (userId: string) => ({ userId, actionType, payload: { pr: 1 }, openLimit });
  return {
    async operate(n) {
      const userId = ownerAt(actionType, n);
      const token = await contender.propose(proposal(userId));
      if (token === undefined) throw new Error(`proposal ${n} was refused below the limit`);
      last = { userId, token };
    },
    async verify(operations) {
      const mine = `action_type = '${actionType}'`;
      const rows = await countRows(contender, "pending_actions", `${mine} AND state = 'pending'`);
      const logs = await countRows(
        contender,
        "action_logs",
        `target IN (SELECT CAST(id AS TEXT) FROM pending_actions WHERE ${mine})`,
      );
      const payload = await contender.findAction(last.userId, last.token);
      return [
        ...unlike("rows", rows, operations),
        ...unlike("on record", logs, operations),
        ...unlike("payload", payload, '{"pr":1}'),
        ...(await overTheLimit(contender)),
      ];
    },
  };
}

/** Of concurrent proposals to one owner, exactly as many as the limit are made. */
async function overTheLimit(contender: Contender): Promise<string[]> {
  const openLimit = 5;
  const proposal = { userId: v7(), actionType: "merge_pr", payload: { pr: 1 }, openLimit };
  const tokens = await Promise.all(
    Array.from({ length: 4 * openLimit }, () => contender.propose(proposal)),
  );
  const made = tokens.filter((token) => token !== undefined);
  const confirmed = await contender.confirm(proposal.userId, made[0] ?? "");
  const again = [await contender.propose(proposal), await contender.propose(proposal)];
  return [
    ...unlike("proposals up to the limit", made.length, openLimit),
    ...unlike("a confirmation at the limit", confirmed, true),
    ...unlike("proposals after it", again.filter((token) => token !== undefined).length, 1),
  ];
}
