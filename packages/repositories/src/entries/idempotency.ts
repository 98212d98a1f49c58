export { idempotencyLimits } from "../idempotent-requests/limits.ts";
export type { IdempotentRequest } from "../idempotent-requests/request.ts";
export {
  type BegunRequest,
  IdempotentRequests,
  type KeptAnswer,
} from "../idempotent-requests/requests.ts";
export { removeExpiredRequests } from "../idempotent-requests/remove-expired.ts";
