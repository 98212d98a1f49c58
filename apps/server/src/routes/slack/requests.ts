import { slackButtons } from "../../notifications/slack.ts";

/** A member of a workspace, as Slack names them. */
interface Member {
  readonly team: string;
  readonly user: string;
}

/** What a person has done in Slack. */
export type SlackRequest =
  | { readonly kind: "link"; readonly member: Member; readonly code: string }
  | {
      readonly kind: "decide";
      readonly member: Member;
      readonly decision: "approve" | "reject";
      readonly id: string;
      readonly digest: string;
      /** Where the clicker alone is told something; null for nowhere. */
      readonly responseUrl: string | null;
    }
  /** A command without a code; a click that is none of ours. */
  | { readonly kind: "help" }
  | { readonly kind: "ignored" };

/** Reads the form that Slack has sent: of a slash command, or of a click on a button. */
export function readSlackRequest(body: Uint8Array): SlackRequest {
  const form = new URLSearchParams(Buffer.from(body).toString("utf8"));
  const payload = form.get("payload");
  if (payload !== null) return readClick(payload);
  if (form.get("command") === null) return { kind: "ignored" };
  const [, code] = /^\s*link\s+(\S.{0,98})$/i.exec(form.get("text") ?? "") ?? [];
  const member = memberOf(form.get("team_id"), form.get("user_id"));
  if (code === undefined || member === undefined) return { kind: "help" };
  return { kind: "link", member, code };
}

function readClick(payload: string): SlackRequest {
  const click = asObject(parse(payload));
  const [action] = Array.isArray(click["actions"]) ? (click["actions"] as unknown[]) : [];
  const { action_id: button, value } = asObject(action);
  const decision =
    button === slackButtons.approve ? "approve" : button === slackButtons.reject ? "reject" : null;
  const member = memberOf(asObject(click["team"])["id"], asObject(click["user"])["id"]);
  const { id, digest } = asObject(parse(typeof value === "string" ? value : "null"));
  if (click["type"] !== "block_actions" || decision === null || member === undefined) {
    return { kind: "ignored" };
  }
  if (typeof id !== "string" || typeof digest !== "string") return { kind: "ignored" };
  const responseUrl = typeof click["response_url"] === "string" ? click["response_url"] : null;
  return { kind: "decide", member, decision, id, digest, responseUrl };
}

function memberOf(team: unknown, user: unknown): Member | undefined {
  const isId = (id: unknown): id is string => typeof id === "string" && /^[A-Z0-9]{2,30}$/.test(id);
  return isId(team) && isId(user) ? { team, user } : undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function asObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
