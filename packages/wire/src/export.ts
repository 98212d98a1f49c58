import Type, { type Static } from "typebox";
import { named } from "./named-schema.ts";

/** The schema of a line of an export. Only the command line answers with it. */
export const ExportLineSchema = named("ExportLine", {
  type: Type.String({
    description: "The kind of record; export in the first line and end in the last",
  }),
  data: Type.Record(Type.String(), Type.Unknown()),
});
/** A line of an export, which is JSON Lines. */
export type ExportLineJson = Static<typeof ExportLineSchema>;
