/** A call of a tool that an agent wants to make. */
export interface ToolCall {
  /**
   * Where the call is made from: the agent and, for example, its working directory. Calls of one scope and one type with
   * the same arguments are one question as long as it is open, also after the agent was started again.
   */
  readonly scope: string;
  /** The type of the action, by which policies know it, for example `claude-code.Bash`. */
  readonly actionType: string;
  /** The exact arguments of the call, any JSON value. They are the payload of the action. */
  readonly arguments: unknown;
  /** The question in words that a person can hear. */
  readonly summary: string;
  /** The `owner/name` that the call changes. Default: none. */
  readonly repository?: string | undefined;
  /**
   * The id of this one call, for an agent that keeps it when it is started again. The answer then holds for this call for
   * good: it is asked about once and runs at most once, and a rejection is found again. Default: none, so the same call
   * resumes an open question, and asks anew once that has ended.
   */
  readonly callId?: string | undefined;
}
