import { findCommandsOfActions } from "@handsfree/repositories/commands";
import {
  findActionApprovals,
  findActionReceipts,
  findProposers,
  findStrongConfirmations,
  type PendingAction,
} from "@handsfree/repositories/pending-actions";
import { renderActionApproval, renderActionReceipt, renderCommandSummary } from "@handsfree/wire";
import { readerOf } from "../access/caller.ts";
import { commandReaders } from "../access/groups.ts";
import { renderActor } from "./actor.ts";
import type { Asked, Expansions } from "./expand.ts";
import { namesOf } from "./names.ts";

const idsOf = (actions: readonly PendingAction[]): string[] => actions.map(({ id }) => id);
const ofReader = (actions: readonly PendingAction[], { request }: Asked) => ({
  ...readerOf(request),
  ids: idsOf(actions),
});

/** What `expand` adds to pending actions. */
export const actionExpansions = {
  names: namesOf(({ userId, proposedBy, serviceId, editedBy, decidedBy, approvers }) => [
    userId,
    proposedBy,
    serviceId,
    editedBy,
    decidedBy,
    ...approvers,
  ]),
  proposer: {
    read: async (actions, asked) => {
      const proposers = await findProposers(asked.db, idsOf(actions));
      return ({ id }) => renderActor(proposers.get(id), asked);
    },
  },
  confirmation: {
    read: async (actions, { db }) => {
      const strong = await findStrongConfirmations(db, actions);
      return ({ id }) => (strong.has(id) ? "strong" : "any");
    },
  },
  approved_by: {
    read: async (actions, { db }) => {
      const approvals = await findActionApprovals(db, idsOf(actions));
      return ({ id }) => (approvals.get(id) ?? []).map((one) => renderActionApproval(one));
    },
  },
  receipt: {
    read: async (actions, asked) => {
      const { db, context } = asked;
      const receipts = await findActionReceipts(db, ofReader(actions, asked), context);
      return ({ id }) => {
        const receipt = receipts.get(id);
        return receipt === undefined ? null : renderActionReceipt(receipt);
      };
    },
  },
  command: {
    access: commandReaders,
    read: async (actions, asked) => {
      const { db, context } = asked;
      const commands = await findCommandsOfActions(db, ofReader(actions, asked), context);
      return ({ id }) => {
        const command = commands.get(id);
        return command === undefined ? null : renderCommandSummary(command);
      };
    },
  },
} satisfies Expansions<PendingAction>;
