import Type, { type TInteger, type TString, type TUnsafe } from "typebox";

/** The `owner/name` of a repository. */
export const RepositoryName: TString = Type.String({
  pattern: "^[A-Za-z0-9_.-]{1,100}/[A-Za-z0-9_.-]{1,100}$",
  description: "owner/name, the same as the repository of the action",
});

/** The number of an issue or a pull request. */
export const IssueNumber: TInteger = Type.Integer({ minimum: 1, maximum: 2_147_483_647 });

/** An id of GitHub's. */
export const GithubId: TInteger = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER });

/** The full hash of a commit. */
export const CommitSha: TString = Type.String({
  pattern: "^(?:[0-9a-f]{40}|[0-9a-f]{64})$",
  description: "The full hash of a commit, in lower case",
});

/** A text of GitHub's, with a place for the mark that HandsFree adds. */
export const Text: TString = Type.String({ minLength: 1, maxLength: 65_000 });

/** A name of GitHub's. */
export const Name: TString = Type.String({ minLength: 1, maxLength: 256 });

/** One of the words. */
export function OneOf<Word extends string>(...words: readonly Word[]): TUnsafe<Word> {
  return Type.Unsafe<Word>({ type: "string", enum: words });
}
