export type { GithubReceipt } from "./github/action.ts";
export {
  githubActionSchemas,
  type GithubActionType,
  githubActionTypes,
} from "./github/actions/index.ts";
export { type GithubApp, type GithubSettings, tokensOf } from "./github/client/access.ts";
export { executeGithubActions, type GithubExecuting } from "./github/execute.ts";
export { type GithubPreviewing, previewGithubActions } from "./github/preview.ts";
export { executeByWebhook, type WebhookExecuting } from "./webhook/executor.ts";
