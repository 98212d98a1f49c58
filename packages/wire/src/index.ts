export * from "./action-logs.ts";
export { apiSchemas } from "./api-schemas.ts";
export * from "./audit.ts";
export * from "./commands.ts";
export * from "./decisions.ts";
export * from "./erasure.ts";
export * from "./executions.ts";
export { type NamedSchema, ref } from "./named-schema.ts";
export { type PageJson, renderPage } from "./page.ts";
export * from "./pending-actions.ts";
export {
  type ExactRenderer,
  type ExactText,
  type FieldsOf,
  fieldsOf,
  type RecordOf,
  type Renderer,
} from "./render.ts";
export * from "./retention.ts";
export * from "./service.ts";
export { Nullable, OneOf, Time, Uuid } from "./values.ts";
export * from "./webhook-events.ts";
export * from "./webhook-replays.ts";
export * from "./webhook-work.ts";
