export {
  type ChangedGithubConnection,
  changeGithubConnection,
  type GithubConnectionChange,
} from "../github-connections/change.ts";
export type { GithubConnection } from "../github-connections/connection.ts";
export { createGithubConnection, type NewGithubConnection } from "../github-connections/create.ts";
export {
  findGithubConnection,
  type GithubConnectionFilter,
  type GithubConnectionKey,
  listGithubConnections,
} from "../github-connections/find.ts";
export {
  type GithubConnectionRemoval,
  removeGithubConnection,
  type RemovedGithubConnection,
} from "../github-connections/remove.ts";
export type { ConnectionValues } from "../github-connections/values.ts";
