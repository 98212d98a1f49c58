export { apiSchemas } from "./api-schemas.ts";
export { type NamedSchema, ref } from "./named-schema.ts";
export { type PageJson, renderPage } from "./page.ts";
export {
  type ExactRenderer,
  type ExactText,
  type FieldsOf,
  fieldsOf,
  type RecordOf,
  type Renderer,
} from "./render.ts";
export { type ProblemText } from "./problems/problem-text.ts";
export { type ProblemCode, problems, problemType } from "./problems/problems.ts";
export {
  type ActionApprovalJson,
  ActionApprovalSchema,
  type ActionReceiptJson,
  ActionReceiptSchema,
  type ActionSummaryJson,
  ActionSummarySchema,
  type ActorCredentialJson,
  ActorCredentialSchema,
  type ActorJson,
  ActorSchema,
  type CommandSummaryJson,
  CommandSummarySchema,
  type NamesJson,
  type PrincipalNameJson,
  PrincipalNameSchema,
  renderActionApproval,
  renderActionReceipt,
  renderActionSummary,
  renderCommandSummary,
  renderPrincipalName,
} from "./record-summaries.ts";
export * from "./server-state.ts";
export * from "./service.ts";
export { Nullable, OneOf, Time, Uuid } from "./values.ts";
