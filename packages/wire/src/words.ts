import type {
  CommandStatus,
  InputType,
  PendingActionState,
  PrivacyMode,
  Profile,
  WebhookEventState,
  WebhookTransition,
} from "@handsfree/schema";
import { wordsOf } from "./values.ts";

export const profiles: readonly Profile[] = wordsOf<Profile>({
  default: true,
  workout: true,
  kitchen: true,
  commute: true,
  work: true,
  focused: true,
  relaxed: true,
});

export const inputTypes: readonly InputType[] = wordsOf<InputType>({
  text: true,
  audio: true,
  image: true,
});

export const privacyModes: readonly PrivacyMode[] = wordsOf<PrivacyMode>({
  strict: true,
  balanced: true,
  debug: true,
});

export const commandStatuses: readonly CommandStatus[] = wordsOf<CommandStatus>({
  ok: true,
  needs_confirmation: true,
  error: true,
});

export const pendingActionStates: readonly PendingActionState[] = wordsOf<PendingActionState>({
  pending: true,
  confirmed: true,
  cancelled: true,
  expired: true,
  executing: true,
  succeeded: true,
  failed: true,
  abandoned: true,
});

export const webhookEventStates: readonly WebhookEventState[] = wordsOf<WebhookEventState>({
  received: true,
  processing: true,
  processed: true,
  ignored: true,
  failed: true,
  dead: true,
  rejected: true,
});

export const webhookTransitions: readonly WebhookTransition[] = wordsOf<WebhookTransition>({
  claimed: true,
  taken_over: true,
  processed: true,
  ignored: true,
  failed: true,
  died: true,
  released: true,
  retried: true,
  replayed: true,
  replay_stopped: true,
  revived: true,
  erased: true,
});
