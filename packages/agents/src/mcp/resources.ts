import type { HandsFreeClient } from "@handsfree/client";
import { type McpServer, ProtocolError, ResourceTemplate } from "@modelcontextprotocol/server";
import { sentenceOf } from "./failures.ts";
import { viewAction } from "./tools/action-view.ts";
import type { ToolSurroundings } from "./tools/tool.ts";
import { beginningOf, visibleJson } from "./visible-json.ts";

/** The address of the actions that wait. */
export const waitingActions = "handsfree://actions/waiting";

/** The address of one action. */
export function addressOfAction(id: string): string {
  return `handsfree://actions/${id}`;
}

/** How many actions the list of those that wait shows. */
const most = 50;

/** Registers the actions that wait, and each action. */
export function registerResources(server: McpServer, surroundings: ToolSurroundings): void {
  const { client } = surroundings;
  const json = { mimeType: "application/json" };
  server.registerResource(
    "waiting-actions",
    waitingActions,
    {
      ...json,
      title: "Actions that wait for a decision",
      description: `The newest ${most} actions that wait for a person, as JSON.`,
    },
    ({ href }) => read(href, surroundings, () => listWaiting(client)),
  );
  server.registerResource(
    "action",
    new ResourceTemplate(addressOfAction("{id}"), { list: undefined }),
    { ...json, title: "An action", description: "An action with its state, as JSON." },
    ({ href }, { id }) =>
      read(href, surroundings, async () => viewAction(await client.pendingActions.get(String(id)))),
  );
}

async function listWaiting(client: HandsFreeClient): Promise<object> {
  const { items, next_cursor } = await client.pendingActions.list({ limit: most }).page();
  return {
    items: items.map(({ id, summary, action_type, repository, expires_at, created_at }) => ({
      uri: addressOfAction(id),
      id,
      summary: beginningOf(summary, 300),
      action_type: beginningOf(action_type, 200),
      repository,
      expires_at,
      created_at,
    })),
    has_more: next_cursor !== null,
  };
}

async function read(
  uri: string,
  { onError }: ToolSurroundings,
  content: () => Promise<object>,
): Promise<{ contents: { uri: string; mimeType: string; text: string }[] }> {
  try {
    const text = visibleJson(await content());
    return { contents: [{ uri, mimeType: "application/json", text }] };
  } catch (error) {
    const sentence = sentenceOf(error);
    if (sentence === undefined) onError(error);
    throw new ProtocolError(-32_603, sentence ?? "The MCP server of HandsFree failed.");
  }
}
