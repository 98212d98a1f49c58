/** A repository, as the routes of GitHub name it. */
export interface Repository {
  readonly owner: string;
  readonly repo: string;
}

/** @param name `owner/name`, which the schemas of payloads require. */
export function toRepository(name: string): Repository {
  const [owner = "", repo = ""] = name.split("/");
  return { owner, repo };
}
