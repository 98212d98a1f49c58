export { type Context, type Schedule, systemContext } from "./context.ts";
export { escapeInvisible } from "./escape-invisible.ts";
export { parseJsonExactly } from "./exact-json.ts";
export { decodeJsonExactly } from "./json.ts";
export {
  type MaintenanceJob,
  maintenanceJobs,
  type MaintenanceOptions,
  type MaintenanceRun,
} from "./maintenance/jobs.ts";
export { isReservedUuid } from "./person.ts";
export { probeWrites } from "./probe-writes.ts";
export { defaultRedactor, redactJson, redactText } from "./redaction/redact.ts";
export { createRedactor, type Redactor, type RedactorOptions } from "./redaction/redactor.ts";
export type { AuditingReader, OwnReader, Reader } from "./reader.ts";
export { textLimits } from "./text-limits.ts";
export { leaseLimits } from "./work/lease-limits.ts";
export {
  measureWork,
  type WorkCount,
  type WorkMeasures,
  type WorkQueue,
} from "./work/measure-work.ts";
