import type { NoticeKind } from "@handsfree/schema";
import { mentionedIn } from "./mentions.ts";
import {
  actorOf,
  distinctLogins,
  type GithubNotice,
  personAt,
  repositoryOf,
  shaOf,
} from "./notice.ts";
import { at, numberAt, textAt, timeAt, titleOf, urlOf } from "./payload.ts";

/** The part of a notice that all notices of one delivery share. */
type Common = Pick<GithubNotice, "repository" | "subject" | "headSha" | "actor">;

/** The pull request or the issue that a delivery is about. */
function commonOf(payload: unknown, subject: unknown): Common | undefined {
  const repository = repositoryOf(payload);
  if (repository === undefined) return undefined;
  return {
    repository,
    subject: {
      number: numberAt(subject, "number") ?? null,
      title: titleOf(textAt(subject, "title")),
      url: urlOf(textAt(subject, "html_url")),
    },
    headSha: shaOf(textAt(subject, "head", "sha")),
    actor: actorOf(textAt(payload, "sender", "login")),
  };
}

type Told = Pick<GithubNotice, "kind" | "at"> & {
  readonly logins: readonly (string | undefined)[];
  /** The parts of the key after the kind, the repository and the number. */
  readonly of: readonly (string | number | undefined)[];
  readonly url?: string | null;
};

function notice(common: Common, { kind, logins, at: time, of, url }: Told): GithubNotice {
  const { repository, subject } = common;
  const name = `${repository.toLowerCase()}#${subject.number ?? ""}`;
  return {
    ...common,
    kind,
    subject: { ...subject, url: url ?? subject.url },
    logins: distinctLogins(logins),
    at: time,
    key: [kind, name, ...of.map((part) => part ?? "")].join("/"),
  };
}

/** Deliveries about a pull request itself. */
export function ofPullRequest(payload: unknown): readonly GithubNotice[] {
  const subject = at(payload, "pull_request");
  const common = commonOf(payload, subject);
  if (common === undefined) return [];
  const time = timeAt(subject, "updated_at") ?? null;
  const moment = time?.toISOString();
  switch (at(payload, "action")) {
    case "review_requested": {
      const login = personAt(payload, "requested_reviewer");
      const asked = login?.toLowerCase() ?? `team ${numberAt(payload, "requested_team", "id")}`;
      // It can be wanted again, after a first review.
      return [
        notice(common, {
          kind: "review_requested",
          logins: [login],
          at: time,
          of: [asked, moment],
        }),
      ];
    }
    case "assigned":
      return [assigned(common, payload, time)];
    case "closed": {
      if (at(subject, "merged") !== true) return [];
      const merged = timeAt(subject, "merged_at") ?? time;
      const logins = [personAt(subject, "user")];
      return [notice(common, { kind: "merged", logins, at: merged, of: [] })];
    }
    case "opened":
    case "edited":
      return mentioned(common, subject, ["text"]);
    default:
      return [];
  }
}

/** Deliveries about an issue itself. */
export function ofIssue(payload: unknown): readonly GithubNotice[] {
  const subject = at(payload, "issue");
  const common = commonOf(payload, subject);
  if (common === undefined) return [];
  switch (at(payload, "action")) {
    case "assigned":
      return [assigned(common, payload, timeAt(subject, "updated_at") ?? null)];
    case "opened":
    case "edited":
      return mentioned(common, subject, ["text"]);
    default:
      return [];
  }
}

/** A review of a pull request. A later edit of it tells no other verdict. */
export function ofReview(payload: unknown): readonly GithubNotice[] {
  const review = at(payload, "review");
  const pullRequest = at(payload, "pull_request");
  const common = commonOf(payload, pullRequest);
  const action = at(payload, "action");
  if (common === undefined || (action !== "submitted" && action !== "edited")) return [];
  const id = numberAt(review, "id");
  const mentions = mentioned(common, review, ["review", id]);
  const kind = verdicts.get(textAt(review, "state")?.toLowerCase() ?? "");
  if (kind === undefined || action !== "submitted") return mentions;
  const verdict = notice(common, {
    kind,
    logins: [personAt(pullRequest, "user")],
    at: timeAt(review, "submitted_at") ?? null,
    of: [id],
    url: urlOf(textAt(review, "html_url")),
  });
  return [verdict, ...mentions];
}

const verdicts: ReadonlyMap<string, NoticeKind> = new Map<string, NoticeKind>([
  ["approved", "approved"],
  ["changes_requested", "changes_requested"],
]);

/** A comment on a pull request or an issue. An edit can mention further people. */
export function ofComment(payload: unknown): readonly GithubNotice[] {
  const action = at(payload, "action");
  if (action !== "created" && action !== "edited") return [];
  const subject = at(payload, "pull_request") ?? at(payload, "issue");
  const common = commonOf(payload, subject);
  if (common === undefined) return [];
  const text = at(payload, "comment");
  const line = at(payload, "pull_request") === undefined ? "comment" : "line";
  return mentioned(common, text, [line, numberAt(text, "id")]);
}

function assigned(common: Common, payload: unknown, time: Date | null): GithubNotice {
  const login = personAt(payload, "assignee");
  const of = [login?.toLowerCase(), time?.toISOString()];
  return notice(common, { kind: "assigned", logins: [login], at: time, of });
}

function mentioned(common: Common, text: unknown, of: Told["of"]): readonly GithubNotice[] {
  const logins = mentionedIn(textAt(text, "body"));
  if (logins.length === 0) return [];
  // An edit is no new fact, so the time is that of the text.
  const time = timeAt(text, "submitted_at") ?? timeAt(text, "created_at") ?? null;
  const url = urlOf(textAt(text, "html_url"));
  return [notice(common, { kind: "mentioned", logins, at: time, of, url })];
}
