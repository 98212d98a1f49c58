import Type, { type Static } from "typebox";
import { named } from "./named-schema.ts";

/** The schema of the health of a server, `Health` in openapi.json. */
export const HealthSchema = named("Health", {
  status: Type.Literal("ok"),
});
/** The answer of a server that can do its work. */
export type HealthJson = Static<typeof HealthSchema>;

/** The schema of the answer of a process that runs, `Liveness` in openapi.json. */
export const LivenessSchema = named("Liveness", {
  status: Type.Literal("ok"),
  checks: Type.Object({ process: Type.Literal("ok") }),
});
/** The answer of a process that runs. */
export type LivenessJson = Static<typeof LivenessSchema>;

/** The schema of the answer of a server that can do its work, `Readiness` in openapi.json. */
export const ReadinessSchema = named("Readiness", {
  status: Type.Literal("ok"),
  checks: Type.Object({
    schema: Type.Literal("ok", { description: "The schema is that of this release" }),
    writes: Type.Literal("ok", { description: "A commit reaches the disk" }),
    disk_space: Type.Optional(
      Type.Literal("ok", {
        description: "The volume of a DuckDB file has room; see DISK_SPACE_MINIMUM",
      }),
    ),
  }),
});
/** The answer of a server that can do its work. */
export type ReadinessJson = Static<typeof ReadinessSchema>;

/** The schema of a refusal, `Problem` in openapi.json. */
export const ProblemSchema = named(
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
/** A refusal, as RFC 9457 problem details. It can have further members. */
export type ProblemJson = Static<typeof ProblemSchema>;

/** The schema of the report of a maintenance run. Only the command line answers with it. */
export const MaintenanceReportSchema = named("MaintenanceReport", {
  complete: Type.Boolean({ description: "False where a signal ended it" }),
  done: Type.Array(
    Type.Object({ job: Type.String(), what: Type.String(), records: Type.Integer() }),
  ),
});
/** The report of a maintenance run. */
export type MaintenanceReportJson = Static<typeof MaintenanceReportSchema>;
