import { eventTypes } from "@handsfree/repositories/events";
import { bucketWidths } from "@handsfree/repositories/statistics";
import {
  accessScopeNames,
  agentTaskStatuses,
  commandStatuses,
  decisionSurfaces,
  disablingReasons,
  inputTypes,
  noticeKinds,
  noticePriorities,
  notificationContents,
  notificationKinds,
  pendingActionStates,
  privacyModes,
  profiles,
  replayableStates,
  serviceKinds,
  signInMethods,
  userRoles,
  webhookDeliveryStates,
  webhookEventStates,
} from "@handsfree/schema";
import { type Document, operationsOf, type Schema } from "./document.ts";

/** The vocabularies of the domain, which several resources and parameters use. */
const vocabularies: Readonly<Record<string, readonly string[]>> = {
  AccessScope: accessScopeNames,
  AgentTaskStatus: agentTaskStatuses,
  BucketWidth: bucketWidths,
  CommandProfile: profiles,
  CommandStatus: commandStatuses,
  DecisionSurface: decisionSurfaces,
  DisablingReason: disablingReasons,
  EventType: eventTypes,
  InputType: inputTypes,
  NoticeKind: noticeKinds,
  NoticePriority: noticePriorities,
  NotificationContent: notificationContents,
  NotificationKind: notificationKinds,
  PendingActionState: pendingActionStates,
  LinkedActionExpansion: ["names", "pending_action"],
  PolicyEffectKind: ["allow", "ask", "deny"],
  PrincipalKind: ["user", "service"],
  PrivacyMode: privacyModes,
  ReplayableState: replayableStates,
  ServiceKind: serviceKinds,
  SignInMethod: signInMethods,
  UserRole: userRoles,
  WebhookDeliveryState: webhookDeliveryStates,
  WebhookEventState: webhookEventStates,
};
const vocabularyOf = new Map(
  Object.entries(vocabularies).map(([name, words]) => [words.join(), name]),
);

/**
 * Moves each object and vocabulary that is described in place to `components.schemas`, under a name: that of its parent
 * and its member, or of its operation and `Request`. Generated clients make a type of each name.
 */
export function nameSchemas({ paths, components }: Document): void {
  const { schemas } = components;
  const place = (name: string, schema: Schema): Schema => {
    if (name in schemas) throw new TypeError(`two schemas have the name ${name}`);
    schemas[name] = {};
    schemas[name] = { title: name, ...membersNamed(name, schema) };
    return { $ref: `#/components/schemas/${name}` };
  };
  const named = (name: string, schema: Schema): Schema => {
    const words = vocabularyOf.get(String(schema["enum"]));
    if (words !== undefined) {
      const { type, enum: list, ...rest } = schema;
      schemas[words] ??= { title: words, type, enum: list };
      return { $ref: `#/components/schemas/${words}`, ...rest };
    }
    if (!isObject(schema)) return membersNamed(name, schema);
    const { description, ...rest } = schema;
    return { ...place(name, rest), ...(description !== undefined && { description }) };
  };
  /** The schema, with names for what is inside it. */
  const membersNamed = (name: string, schema: Schema): Schema => {
    const { properties, items, anyOf } = schema as Members;
    return {
      ...schema,
      ...(properties && {
        properties: Object.fromEntries(
          Object.entries(properties).map(([member, inner]) => [
            member,
            named(name + pascalCase(member), inner),
          ]),
        ),
      }),
      ...(items && { items: named(itemName(name), items) }),
      ...(anyOf && { anyOf: anyOf.map((inner) => named(name, inner)) }),
    };
  };

  for (const [name, schema] of Object.entries(schemas)) {
    schemas[name] = { title: name, ...membersNamed(name, schema) };
  }
  for (const { operation } of operationsOf({ paths })) {
    const { operationId, parameters = [], requestBody } = operation;
    const base = pascalCase(operationId);
    for (const [index, parameter] of parameters.entries()) {
      const schema = named(base + pascalCase(parameter.name), parameter.schema);
      Object.assign(operation.parameters?.[index] ?? {}, { schema });
    }
    for (const body of Object.values(requestBody?.content ?? {})) {
      if (body.schema) body.schema = named(`${base}Request`, body.schema);
    }
  }
}

interface Members {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
}

/** An object with members of its own. One without is any object. */
function isObject({ type, properties }: Schema): boolean {
  return type === "object" && Object.keys((properties as object | undefined) ?? {}).length > 0;
}

/** `WebhookClaimItem` for an item of `WebhookClaimItems`. */
function itemName(name: string): string {
  return name.endsWith("s") ? name.slice(0, -1) : `${name}Item`;
}

function pascalCase(name: string): string {
  return name.replaceAll(/(?:^|[_-])([a-zA-Z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
