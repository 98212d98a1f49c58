import { randomBytes } from "node:crypto";
import { type HandsFreeClient, HandsFreeProblem } from "@handsfree/client";
import { createRequestStateCodec, type RequestStateCodec } from "@modelcontextprotocol/server";
import { beginningOf } from "./visible-json.ts";

/** An action as the person at the MCP client is shown it. */
export interface ShownAction {
  readonly id: string;
  readonly digest: string;
}

/** The answer of an MCP client to an elicitation. */
export interface ElicitedAnswer {
  readonly action: "accept" | "decline" | "cancel";
  readonly content?: Readonly<Record<string, unknown>> | undefined;
}

/** The longest summary and arguments that are shown in whole, in UTF-16 code units. Others are decided elsewhere. */
const longest = { summary: 1000, arguments: 2000 };

/**
 * Decisions that a person makes at the MCP client, by a key of that person which the agent's key is not. The client is
 * the agent's host, so a person who gives it this key trusts it to show the question and to hand on the person's own answer.
 */
export class ElicitedDecisions {
  readonly #decider: HandsFreeClient;
  readonly #agent: HandsFreeClient;
  readonly #note: (text: string) => void;
  #mayDecide: Promise<boolean> | undefined;
  /** Seals what was shown, where the client keeps it until the answer. The key lives as long as the process. */
  readonly states: RequestStateCodec<ShownAction> = createRequestStateCodec({
    key: randomBytes(32),
    ttlSeconds: 3600,
  });

  /**
   * @param decider a client with the person's key.
   * @param agent a client with the key that proposes.
   * @param note hears why a question is not asked, or an answer does not count.
   */
  constructor(decider: HandsFreeClient, agent: HandsFreeClient, note: (text: string) => void) {
    this.#decider = decider;
    this.#agent = agent;
    this.#note = note;
  }

  /** The question to show; undefined where the person at the client may not decide the action, or could not see all of it. */
  async questionOf(
    id: string,
    signal: AbortSignal,
  ): Promise<(ShownAction & { readonly message: string }) | undefined> {
    try {
      this.#mayDecide ??= this.#checkKeys();
      if (!(await this.#mayDecide)) return undefined;
      const route = "GET /v1/pending-actions/{id}";
      const query = { expand: ["confirmation"] as const };
      const action = await this.#decider.request(route, { path: { id }, query, signal });
      const { display, payload_digest: digest, repository } = action;
      const isLong =
        display.summary.length > longest.summary ||
        display.action_payload.length > longest.arguments;
      // A passkey or a longer look is for the console.
      if (action.state !== "pending" || action.confirmation === "strong" || isLong)
        return undefined;
      const message = [
        "An agent asks for permission. Approve it only if you understand it.",
        `Summary, in the agent's words: ${JSON.stringify(display.summary)}`,
        `Type: ${JSON.stringify(display.action_type)}`,
        `Repository: ${JSON.stringify(repository)}`,
        `Arguments: ${display.action_payload}`,
      ].join("\n");
      return { id, digest, message };
    } catch (error) {
      signal.throwIfAborted();
      this.#mayDecide = undefined;
      this.#note(`the person at the MCP client is not asked: ${codeOf(error)}`);
      return undefined;
    }
  }

  /** Makes the decision of an answer. Only an accepted form with a choice is one; all else is no answer. */
  async decide(
    { id, digest }: ShownAction,
    { action, content = {} }: ElicitedAnswer,
  ): Promise<void> {
    const { decision, reason } = content;
    if (action !== "accept" || (decision !== "approve" && decision !== "reject")) return;
    const said = typeof reason === "string" ? beginningOf(reason.trim(), 1000) : "";
    const { pendingActions } = this.#decider;
    try {
      await pendingActions[decision](id, {
        payload_digest: digest,
        surface: "mcp",
        ...(said !== "" && { reason: said }),
      });
    } catch (error) {
      // Also a decision that was made elsewhere before. The wait tells what counts.
      this.#note(`a decision at the MCP client had no effect: ${codeOf(error)}`);
    }
  }

  /** Whether the keys are those of two callers, of whom one decides and the other one cannot. */
  async #checkKeys(): Promise<boolean> {
    const [decider, agent] = await Promise.all([this.#decider.me(), this.#agent.me()]);
    const fault =
      decider.user === null || !decider.scopes.includes("actions:decide")
        ? "HANDSFREE_DECIDER_KEY must be the key of a person with the scope actions:decide"
        : decider.scopes.includes("admin")
          ? "HANDSFREE_DECIDER_KEY has the scope admin; use a key with actions:decide alone"
          : agent.scopes.includes("actions:decide")
            ? "the key that proposes can also decide; use the key of a service in HANDSFREE_KEY"
            : undefined;
    if (fault !== undefined) this.#note(`the person at the MCP client is never asked: ${fault}`);
    return fault === undefined;
  }
}

/** Messages of other errors may hold anything. */
function codeOf(error: unknown): string {
  if (error instanceof HandsFreeProblem) return `${error.code} (${error.status})`;
  const { code, name = "unknown" } = (error ?? {}) as {
    readonly code?: string;
    readonly name?: string;
  };
  return code ?? name;
}
