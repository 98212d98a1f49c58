// Messages of agents' hooks, as their makers document them. Paths and arguments are those of the tests.

/** A message of a hook. */
type Message = Readonly<Record<string, unknown>>;
interface Messages {
  readonly before: Message;
  readonly after: Message;
}

/** Claude Code: https://code.claude.com/docs/en/hooks, sections "PreToolUse input" and those after it. */
export const claudeCode: Messages & { readonly failure: Message } = {
  before: {
    session_id: "abc123",
    transcript_path: "/home/ada/.claude/projects/shop/00893aaf-19fa-41d2-8238-13269b9b3ca0.jsonl",
    cwd: "/home/ada/shop",
    permission_mode: "default",
    hook_event_name: "PreToolUse",
    tool_name: "Bash",
    tool_input: {
      command: "git push origin main",
      description: "Push the release",
      timeout: 120_000,
      run_in_background: false,
    },
    tool_use_id: "toolu_01ABC123",
  },
  after: {
    session_id: "abc123",
    transcript_path: "/home/ada/.claude/projects/shop/00893aaf-19fa-41d2-8238-13269b9b3ca0.jsonl",
    cwd: "/home/ada/shop",
    permission_mode: "default",
    hook_event_name: "PostToolUse",
    tool_name: "Write",
    tool_input: { file_path: "/home/ada/shop/notes.txt", content: "file content" },
    tool_response: { filePath: "/home/ada/shop/notes.txt", success: true },
    tool_use_id: "toolu_01ABC123",
    duration_ms: 12,
  },
  failure: {
    session_id: "abc123",
    transcript_path: "/home/ada/.claude/projects/shop/00893aaf-19fa-41d2-8238-13269b9b3ca0.jsonl",
    cwd: "/home/ada/shop",
    permission_mode: "default",
    hook_event_name: "PostToolUseFailure",
    tool_name: "Bash",
    tool_input: { command: "npm test", description: "Run test suite" },
    tool_use_id: "toolu_01ABC123",
    error: "Command exited with non-zero status code 1",
    is_interrupt: false,
    duration_ms: 4187,
  },
};

/** Codex: codex-rs/hooks/schema/generated/{pre,post}-tool-use.command.input.schema.json of openai/codex. */
export const codex: Messages = {
  before: {
    session_id: "0199a213-81c0-7800-8aa1-bbab2a035a53",
    turn_id: "turn-1",
    transcript_path: null,
    cwd: "/home/ada/shop",
    hook_event_name: "PreToolUse",
    model: "gpt-5.5-codex",
    permission_mode: "default",
    tool_name: "Bash",
    tool_input: { command: "git push origin main" },
    tool_use_id: "call_1",
  },
  after: {
    session_id: "0199a213-81c0-7800-8aa1-bbab2a035a53",
    turn_id: "turn-1",
    transcript_path: null,
    cwd: "/home/ada/shop",
    hook_event_name: "PostToolUse",
    model: "gpt-5.5-codex",
    permission_mode: "default",
    tool_name: "Bash",
    tool_input: { command: "git push origin main" },
    tool_response: "To github.com:acme/shop.git",
    tool_use_id: "call_1",
  },
};

/** Gemini CLI: docs/hooks/reference.md, and packages/core/src/hooks/types.ts, of google-gemini/gemini-cli. */
export const gemini: Messages = {
  before: {
    session_id: "s-1",
    transcript_path: "/home/ada/.gemini/tmp/shop/chats/session.json",
    cwd: "/home/ada/shop",
    hook_event_name: "BeforeTool",
    timestamp: "2026-08-21T16:16:56.000Z",
    tool_name: "mcp_github_merge_pull_request",
    tool_input: { owner: "acme", repo: "shop", pullNumber: 7 },
    mcp_context: { server_name: "github", tool_name: "merge_pull_request", command: "github-mcp" },
  },
  after: {
    session_id: "s-1",
    transcript_path: "/home/ada/.gemini/tmp/shop/chats/session.json",
    cwd: "/home/ada/shop",
    hook_event_name: "AfterTool",
    timestamp: "2026-08-21T16:17:56.000Z",
    tool_name: "mcp_github_merge_pull_request",
    tool_input: { owner: "acme", repo: "shop", pullNumber: 7 },
    tool_response: { llmContent: "merged", returnDisplay: "merged" },
    mcp_context: { server_name: "github", tool_name: "merge_pull_request", command: "github-mcp" },
  },
};

/**
 * Cursor: https://cursor.com/docs/agent/hooks, with what Cursor 3.9.16 was seen to send: an empty `cwd`, the output as
 * JSON in a text, and a failure after each refusal.
 */
export const cursor: Messages = {
  before: {
    conversation_id: "c-1",
    generation_id: "g-1",
    session_id: "c-1",
    model: "default",
    hook_event_name: "preToolUse",
    cursor_version: "3.9.16",
    workspace_roots: ["/home/ada/shop"],
    user_email: null,
    transcript_path: null,
    tool_name: "Shell",
    tool_input: { command: "git push origin main", cwd: "", timeout: 30_000 },
    tool_use_id: "d024a132-85b4-4c79-80f0-6b2e2fffc1fe",
    cwd: "",
  },
  after: {
    conversation_id: "c-1",
    generation_id: "g-1",
    session_id: "c-1",
    model: "default",
    hook_event_name: "postToolUse",
    cursor_version: "3.9.16",
    workspace_roots: ["/home/ada/shop"],
    user_email: null,
    transcript_path: null,
    tool_name: "Shell",
    tool_input: { command: "git push origin main", cwd: "", timeout: 30_000 },
    tool_output: '{"output":"Everything up-to-date\\n","exitCode":0}',
    tool_use_id: "d024a132-85b4-4c79-80f0-6b2e2fffc1fe",
    cwd: "",
    duration: 728.221,
  },
};

/**
 * GitHub Copilot CLI: https://docs.github.com/en/copilot/reference/hooks-configuration, with the `sessionId` of
 * https://docs.github.com/en/copilot/reference/copilot-cli-reference/cli-hooks-reference.
 */
export const copilot: Messages = {
  before: {
    sessionId: "s-1",
    timestamp: 1_704_614_600_000,
    cwd: "/home/ada/shop",
    toolName: "bash",
    toolArgs: '{"command":"rm -rf dist","description":"Clean build directory"}',
  },
  after: {
    sessionId: "s-1",
    timestamp: 1_704_614_700_000,
    cwd: "/home/ada/shop",
    toolName: "bash",
    toolArgs: '{"command":"npm test"}',
    toolResult: { resultType: "success", textResultForLlm: "All tests passed (15/15)" },
  },
};

/** The message before a call, for each agent. */
export const beforeMessages: Readonly<Record<string, Message>> = {
  "claude-code": claudeCode.before,
  codex: codex.before,
  copilot: copilot.before,
  cursor: cursor.before,
  gemini: gemini.before,
};
