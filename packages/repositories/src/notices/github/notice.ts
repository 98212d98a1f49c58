import type { CommitCheckState, NoticeKind } from "@handsfree/schema";
import { isLogin } from "../../github-connections/login.ts";
import { isRepository } from "../../policies/repository-pattern.ts";
import { at, noticeLimits, textAt } from "./payload.ts";

/** A fact that a delivery of GitHub tells, and whom it concerns. */
export interface GithubNotice {
  readonly kind: NoticeKind;
  /** The `owner/name`. */
  readonly repository: string;
  readonly subject: {
    /** Of the pull request or the issue; null where the delivery names none. */
    readonly number: number | null;
    /** Its title, or the first line of the commit: at most 256 UTF-16 code units. Null where there is none. */
    readonly title: string | null;
    /** An address with `https:` or `http:`; null where there is none. */
    readonly url: string | null;
  };
  /** The head commit, in lower-case hexadecimal; null where the delivery names none. */
  readonly headSha: string | null;
  /** The logins that it concerns. It can be none, for example if a team is asked for a review. */
  readonly logins: readonly string[];
  /** The login, or the app, that did it; null where the delivery names none. */
  readonly actor: string | null;
  /** When it happened, by GitHub's clock; null where the delivery does not say it. */
  readonly at: Date | null;
  /** The name of the fact: all deliveries that tell it have the same one. At most 300 characters. */
  readonly key: string;
}

/** The state of a check of a commit, by one delivery. */
export interface GithubCheck {
  readonly repository: string;
  readonly headSha: string;
  /** The suite of checks, or the context of the status: one name for all deliveries about it. */
  readonly name: string;
  readonly state: CommitCheckState;
  /** When it had the state, by GitHub's clock; null where the delivery does not say it. */
  readonly at: Date | null;
}

/** The facts of a delivery. */
export interface GithubFacts {
  readonly notices: readonly GithubNotice[];
  readonly check: GithubCheck | null;
}

export const noFacts: GithubFacts = { notices: [], check: null };

/** The `owner/name` that a delivery is about; undefined if it is about none. */
export function repositoryOf(payload: unknown): string | undefined {
  const name = textAt(payload, "repository", "full_name");
  return name !== undefined && isRepository(name) ? name : undefined;
}

/** A login at a path; undefined if there is none, or it is that of a bot. */
export function personAt(payload: unknown, ...path: readonly string[]): string | undefined {
  const login = textAt(payload, ...path, "login");
  const isBot = at(payload, ...path, "type") === "Bot" || login?.endsWith("[bot]") === true;
  return login !== undefined && !isBot && isLogin(login) ? login : undefined;
}

/** The name of who did it, also if that is a bot. */
export function actorOf(login: string | undefined): string | null {
  return login === undefined || !/^[\w.-]{1,100}(?:\[bot\])?$/.test(login) ? null : login;
}

/** Each login once, without regard to case. */
export function distinctLogins(logins: readonly (string | undefined)[]): readonly string[] {
  const found = new Map<string, string>();
  for (const login of logins) {
    if (login !== undefined && found.size < noticeLimits.people) {
      const key = login.toLowerCase();
      if (!found.has(key)) found.set(key, login);
    }
  }
  return [...found.values()];
}

/** The hexadecimal name of a commit; null for another text. */
export function shaOf(text: string | undefined): string | null {
  return text !== undefined && /^(?:[\da-f]{40}|[\da-f]{64})$/i.test(text)
    ? text.toLowerCase()
    : null;
}
