import Type from "typebox";
import { named, type NamedSchema } from "./named-schema.ts";

/** The answer of a server that can do its work. */
export interface HealthJson {
  status: "ok";
}

export const HealthSchema: NamedSchema<HealthJson> = named("Health", {
  status: Type.Literal("ok"),
});

/** A refusal, as RFC 9457 problem details. It can have further members. */
export interface ProblemJson {
  type: "about:blank";
  /** The phrase of the HTTP status. */
  title: string;
  status: number;
  /** For programs, for example `invalid_input`. */
  code: string;
  /** What is wrong, and the way out. */
  detail: string;
  /** The member, parameter or header at fault. */
  field?: string;
}

export const ProblemSchema: NamedSchema<ProblemJson> = named(
  "Problem",
  {
    type: Type.Literal("about:blank"),
    title: Type.String({ description: "The phrase of the HTTP status" }),
    status: Type.Integer(),
    code: Type.String({ description: "For programs, for example invalid_input" }),
    detail: Type.String({ description: "What is wrong, and the way out" }),
    field: Type.Optional(Type.String({ description: "The member, parameter or header at fault" })),
  },
  { additionalProperties: true, description: "RFC 9457 problem details" },
);

/** What a run of the maintenance did. */
export interface MaintenanceReportJson {
  /** False where a signal ended it. */
  complete: boolean;
  done: { job: string; what: string; records: number }[];
}

export const MaintenanceReportSchema: NamedSchema<MaintenanceReportJson> = named(
  "MaintenanceReport",
  {
    complete: Type.Boolean(),
    done: Type.Array(
      Type.Object({ job: Type.String(), what: Type.String(), records: Type.Integer() }),
    ),
  },
);

/** A line of an export, which is JSON Lines. */
export interface ExportLineJson {
  /** The kind of record; `export` in the first line and `end` in the last. */
  type: string;
  data: Record<string, unknown>;
}

export const ExportLineSchema: NamedSchema<ExportLineJson> = named("ExportLine", {
  type: Type.String(),
  data: Type.Record(Type.String(), Type.Unknown()),
});
