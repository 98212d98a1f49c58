import { policyLimits } from "@handsfree/repositories/policies";
import { ref } from "@handsfree/wire";
import Type from "typebox";
import { Problem } from "../../http/problem.ts";

export const GroupName = Type.String({
  $id: "GroupName",
  minLength: 1,
  maxLength: policyLimits.nameLength,
  description: "Without invisible characters, and without white space at its ends",
});

export const NameParameters = Type.Object({ name: ref(GroupName) });

export function noGroup(): Problem {
  return new Problem(404, "not_found", "there is no group with this name");
}
