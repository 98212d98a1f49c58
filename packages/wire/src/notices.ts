import {
  noticeKinds,
  noticePriorities,
  type NoticePriority,
  profiles,
  triggerStates,
} from "@handsfree/schema";
import Type, { type Static, type TObject, type TUnsafe } from "typebox";
import { named, type NamedSchema } from "./named-schema.ts";
import { type PageJson, pageOf } from "./page.ts";
import { type ExactText, type RecordOf, type Renderer, rendererOf } from "./render.ts";
import { Nullable, OneOf, Time, Uuid } from "./values.ts";

const Kind = OneOf(noticeKinds);

/** The schema of a notice, `Notice` in openapi.json. */
export const NoticeSchema = named("Notice", {
  id: Uuid,
  user_id: Uuid,
  kind: Kind,
  priority: OneOf(noticePriorities, {
    description: "How urgent it is for the user in the profile of the list",
  }),
  repository: Type.String({ description: "The owner/name" }),
  number: Nullable(Type.Integer({ description: "Of the pull request or the issue" })),
  title: Nullable(
    Type.String({
      description:
        "The title, or the first line of the commit. A stranger may have written it; invisible characters are escapes",
    }),
  ),
  url: Nullable(Type.String({ description: "An address with https: or http:" })),
  head_sha: Nullable(Type.String({ description: "The head commit" })),
  login: Nullable(
    Type.String({
      description:
        "The user's login that it concerns; null if they have it by a subscription alone",
    }),
  ),
  actor: Nullable(Type.String({ description: "The login, or the app, that did it" })),
  webhook_event_id: Uuid,
  happened_at: Time,
  read_at: Nullable(Time),
  created_at: Time,
});
/** A notice that a delivery of GitHub makes for a user. */
export type NoticeJson = Static<typeof NoticeSchema>;

/** The schema of a page of notices, `NoticePage` in openapi.json. */
export const NoticePageSchema: NamedSchema<PageJson<NoticeJson>> = pageOf(NoticeSchema);

const renderPlainNotice = rendererOf(NoticeSchema);

/** Renders a notice, with the invisible characters of its title as escapes. */
export function renderNotice(notice: RecordOf<NoticeJson>, exact: ExactText): NoticeJson {
  const { title } = notice;
  const shown = typeof title === "string" ? exact.showInvisible(title) : null;
  return renderPlainNotice({ ...notice, title: shown });
}

/** The schema of the number of notices that were marked, `ReadNotices` in openapi.json. */
export const ReadNoticesSchema = named("ReadNotices", {
  read: Type.Integer({ description: "How many were not read before" }),
});
/** How many notices were marked read. */
export type ReadNoticesJson = Static<typeof ReadNoticesSchema>;

/** Priorities by profile and kind, of which some can be missing. */
export const ChosenPrioritiesSchema: TUnsafe<{
  [Profile in (typeof profiles)[number]]?: {
    [Kind in (typeof noticeKinds)[number]]?: NoticePriority;
  };
}> = Type.Unsafe(byProfile(Type.Optional(byKind(true))));

/** The schema of a user's priorities, `NoticePriorities` in openapi.json. */
export const NoticePrioritiesSchema = named("NoticePriorities", {
  user_id: Uuid,
  priorities: Type.Unsafe<{
    [Profile in (typeof profiles)[number]]: {
      [Kind in (typeof noticeKinds)[number]]: NoticePriority;
    };
  }>(byProfile(byKind(false))),
  chosen: ChosenPrioritiesSchema,
});
/** How urgent each kind of notice is for a user, by profile, and what of that they have chosen. */
export type NoticePrioritiesJson = Static<typeof NoticePrioritiesSchema>;

function byProfile(kinds: TUnsafe | TObject): TObject {
  const members = Object.fromEntries(profiles.map((name) => [name, kinds]));
  return Type.Object(members, { additionalProperties: false });
}

function byKind(areOptional: boolean): TObject {
  const priority = OneOf(noticePriorities);
  const members = Object.fromEntries(
    noticeKinds.map((kind) => [kind, areOptional ? Type.Optional(priority) : priority]),
  );
  return Type.Object(members, { additionalProperties: false });
}

/** Renders a user's priorities. */
export function renderNoticePriorities({
  userId,
  priorities,
  chosen,
}: {
  readonly userId: string;
  readonly priorities: NoticePrioritiesJson["priorities"];
  readonly chosen: NoticePrioritiesJson["chosen"];
}): NoticePrioritiesJson {
  return { user_id: userId, priorities, chosen };
}

/** The schema of a subscription, `RepoSubscription` in openapi.json. */
export const RepoSubscriptionSchema = named("RepoSubscription", {
  id: Uuid,
  user_id: Uuid,
  repository: Type.String({ description: "The owner/name, or owner/*, as it was given last" }),
  kinds: Nullable(Type.Array(Kind, { description: "Null for all kinds" })),
  created_at: Time,
  updated_at: Time,
});
/** A repository, or all repositories of an owner, of which a user wants notices. */
export type RepoSubscriptionJson = Static<typeof RepoSubscriptionSchema>;

/** The schema of a page of subscriptions, `RepoSubscriptionPage` in openapi.json. */
export const RepoSubscriptionPageSchema: NamedSchema<PageJson<RepoSubscriptionJson>> =
  pageOf(RepoSubscriptionSchema);

/** Renders a subscription. */
export const renderRepoSubscription: Renderer<RepoSubscriptionJson> =
  rendererOf(RepoSubscriptionSchema);

/** The schema of a trigger, `EventTrigger` in openapi.json. */
export const EventTriggerSchema = named("EventTrigger", {
  id: Uuid,
  user_id: Uuid,
  when: Type.Object({
    kind: Kind,
    repository: Type.String({ description: "The owner/name" }),
    number: Nullable(Type.Integer({ description: "Of the pull request or the issue" })),
    head_sha: Nullable(Type.String({ description: "The head commit" })),
  }),
  propose: Type.Unknown({
    description: "The proposal, as in the body of POST /v1/pending-actions",
  }),
  proposed_by: Uuid,
  service_id: Nullable(Uuid),
  state: OneOf([...triggerStates, "expired"], {
    description:
      "waiting: for its event. expired: it did not come in time. fired: it came, and the proposal follows. proposed: action_id was made, and policies decided what follows. failed: error says why there is no action",
  }),
  webhook_event_id: Nullable(
    Type.String({
      format: "uuid",
      description: "The event that it waited for; null if the checks had passed already",
    }),
  ),
  action_id: Nullable(Uuid),
  error: Nullable(Type.String()),
  expires_at: Time,
  fired_at: Nullable(Time),
  ended_at: Nullable(Time),
  created_at: Time,
});
/** A proposal that is made once an event came. */
export type EventTriggerJson = Static<typeof EventTriggerSchema>;

/** The schema of a page of triggers, `EventTriggerPage` in openapi.json. */
export const EventTriggerPageSchema: NamedSchema<PageJson<EventTriggerJson>> =
  pageOf(EventTriggerSchema);

/** The domain object of `renderEventTrigger`. */
export type EventTriggerRecord = RecordOf<Omit<EventTriggerJson, "when" | "propose">> & {
  readonly proposeJson: string;
  readonly when: {
    readonly kind: EventTriggerJson["when"]["kind"];
    readonly repository: string;
    readonly number: number | null;
    readonly headSha: string | null;
  };
};

const renderPlainTrigger = rendererOf(EventTriggerSchema);

/** Renders a trigger, with the payload of its proposal as it was given. */
export function renderEventTrigger(
  { when, ...trigger }: EventTriggerRecord,
  exact: ExactText,
): EventTriggerJson {
  const { headSha, ...rest } = when;
  const json = renderPlainTrigger({ ...trigger, when: { ...rest, head_sha: headSha } }, exact);
  const members = Object.entries(json.propose as object).map(([name, value]: [string, unknown]) => [
    name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
    value,
  ]);
  return { ...json, propose: Object.fromEntries(members) as unknown };
}
