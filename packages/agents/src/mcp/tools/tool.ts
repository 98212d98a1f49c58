import type { HandsFreeClient } from "@handsfree/client";
import {
  type CallToolResult,
  fromJsonSchema,
  type InputRequiredResult,
  isInputRequiredResult,
  type McpServer,
  type ServerContext,
  type ToolAnnotations,
} from "@modelcontextprotocol/server";
import type { Static, TObject, TSchema } from "typebox";
import type { ElicitedDecisions } from "../elicited-decisions.ts";
import { sentenceOf } from "../failures.ts";
import { visibleJson } from "../visible-json.ts";

/** The parts that tools work with, for one connection or one request. */
export interface ToolSurroundings {
  readonly client: HandsFreeClient;
  /** Where calls are made from, besides the name of the MCP client. */
  readonly scope: string;
  /** Asks the person at the MCP client, where that is set up. */
  readonly elicited?: ElicitedDecisions | undefined;
  /** Is aborted when the server stops. Waits then end with an answer that says so. */
  readonly stopping?: AbortSignal | undefined;
  /** Hears of failures that are not told to the model. */
  readonly onError: (error: unknown) => void;
}

/** One call of a tool. */
export interface ToolRequest extends ToolSurroundings {
  readonly context: ServerContext;
  readonly server: McpServer;
}

/** A tool that can be registered at a server. */
export interface Tool {
  register(server: McpServer, surroundings: ToolSurroundings): void;
}

interface Definition<Input extends TObject, Output extends TSchema> {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly annotations: ToolAnnotations;
  readonly input: Input;
  readonly output: Output;
  readonly run: (
    input: Static<Input>,
    request: ToolRequest,
  ) => Promise<Static<Output> | InputRequiredResult>;
}

/** Makes a tool whose input and output are validated, and whose failures are sentences. */
export function defineTool<const Input extends TObject, const Output extends TSchema>({
  name,
  input,
  output,
  run,
  ...described
}: Definition<Input, Output>): Tool {
  // Once, since a server over HTTP is made for each request.
  const inputSchema = fromJsonSchema<Static<Input>>(input);
  const outputSchema = fromJsonSchema<Static<Output>>(output);
  return {
    register: (server, surroundings) => {
      const config = { ...described, inputSchema, outputSchema };
      server.registerTool(name, config, async (given, context) => {
        try {
          const answer = await run(given, { ...surroundings, context, server });
          return isInputRequiredResult(answer) ? answer : toResult(answer);
        } catch (error) {
          // Nothing is answered to a request that was cancelled.
          if (context.mcpReq.signal.aborted) throw error;
          return toFailure(error, surroundings);
        }
      });
    },
  };
}

function toResult(answer: unknown): CallToolResult {
  return {
    content: [{ type: "text", text: visibleJson(answer) }],
    structuredContent: answer,
  };
}

function toFailure(error: unknown, { onError, stopping }: ToolSurroundings): CallToolResult {
  const sentence = stopping?.aborted === true ? stops : sentenceOf(error);
  if (sentence === undefined) onError(error);
  const text =
    sentence ??
    "The MCP server of HandsFree failed unexpectedly; its log has the reason. Carry out nothing that was not approved.";
  return { content: [{ type: "text", text }], isError: true };
}

const stops =
  "HandsFree is stopping. A question that was asked stays open: make the same call again in a moment.";
