import Type, { type Static } from "typebox";
import { named, ref } from "./named-schema.ts";

/** The schema of the health of a server, `Health` in openapi.json. */
export const HealthSchema = named("Health", {
  status: Type.Literal("ok"),
});
/** The answer of a server that can do its work. */
export type HealthJson = Static<typeof HealthSchema>;

/** The schema of one thing that is wrong with a request, `ProblemError` in openapi.json. */
export const ProblemErrorSchema = named(
  "ProblemError",
  {
    pointer: Type.Optional(
      Type.String({ description: "The member of the body, as a JSON pointer: #/approvers/0" }),
    ),
    parameter: Type.Optional(
      Type.String({ description: "The parameter of the path or the query" }),
    ),
    header: Type.Optional(Type.String({ description: "The header" })),
    detail: Type.String({ description: "What is wrong with it" }),
  },
  { description: "It has one of pointer, parameter and header" },
);
/** One thing that is wrong with a request. */
export type ProblemErrorJson = Static<typeof ProblemErrorSchema>;
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
    type: Type.String({
      format: "uri-reference",
      description: "The address of a page about the code, on this server: /problems/invalid_input",
    }),
    title: Type.String({ description: "The phrase of the HTTP status" }),
    status: Type.Integer(),
    code: Type.String({ description: "For programs, for example invalid_input" }),
    detail: Type.String({ description: "The problem and how to solve it, in words" }),
    request_id: Type.String({ description: "As in the header x-request-id, and in the log" }),
    field: Type.Optional(Type.String({ description: "The member, parameter or header at fault" })),
    errors: Type.Optional(
      Type.Array(ref(ProblemErrorSchema), { description: "All that is known to be wrong" }),
    ),
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

/** The schema of the description of a code, `ProblemDescription` in openapi.json. */
export const ProblemDescriptionSchema = named("ProblemDescription", {
  type: Type.String({ format: "uri-reference", description: "As in the problem" }),
  code: Type.String(),
  statuses: Type.Array(Type.Integer(), { description: "The HTTP statuses that it comes with" }),
  meaning: Type.String(),
  way_out: Type.String({ description: "What the caller can do" }),
});
/** What a code of a problem means. */
export type ProblemDescriptionJson = Static<typeof ProblemDescriptionSchema>;

/** The schema of all descriptions, `ProblemDescriptions` in openapi.json. */
export const ProblemDescriptionsSchema = named("ProblemDescriptions", {
  items: Type.Array(ref(ProblemDescriptionSchema)),
});
/** All codes of problems. */
export type ProblemDescriptionsJson = Static<typeof ProblemDescriptionsSchema>;
