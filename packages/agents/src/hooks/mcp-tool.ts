import type { ToolUse } from "./hook-adapter.ts";

/** The tool of an MCP server that Claude Code and Codex call `mcp__server__tool`. */
export function mcpToolOf(name: string): ToolUse["mcp"] {
  const [, server, tool] = /^mcp__(.+?)__(.+)$/s.exec(name) ?? [];
  return server === undefined || tool === undefined ? undefined : { server, tool };
}
