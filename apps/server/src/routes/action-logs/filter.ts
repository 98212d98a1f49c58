import { actionLogLimits } from "@handsfree/repositories/action-logs";
import Type from "typebox";
import { filterOf } from "../../http/schemas.ts";

/** The filters of lists and exports of action logs. */
export const actionLogFilters = {
  action_type: Type.Optional(Type.String()),
  ok: Type.Optional(Type.Boolean()),
  target: Type.Optional(Type.String()),
  q: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: actionLogLimits.searchText,
      description: "A part of the action type or the target, in small or capital letters",
    }),
  ),
  credential_id: Type.Optional(
    Type.String({
      format: "uuid",
      description: "The access key or the session by which it was asked for",
    }),
  ),
};

/** The filters as the repository takes them. */
export function actionLogFilterOf<
  Query extends { readonly q?: string; readonly since?: string; readonly until?: string },
>(query: Query) {
  const { q: search, ...filter } = filterOf(query);
  return { ...filter, search };
}
