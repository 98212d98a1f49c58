import Type from "typebox";
import { defineTool, type Tool } from "./tool.ts";

const words = <const Words extends readonly string[]>(values: Words, description: string) =>
  Type.Unsafe<Words[number]>({ type: "string", enum: values, description });

/** Records what the user said. */
export const recordCommand: Tool = defineTool({
  name: "record_command",
  title: "Record a command",
  description:
    "Record what the user asked for by voice or text, and what became of it. The transcript is dropped unless store_transcript is true, which the user must have asked for.",
  annotations: {
    readOnlyHint: false,
    destructiveHint: false,
    idempotentHint: false,
    openWorldHint: false,
  },
  input: Type.Object(
    {
      input_type: words(["text", "audio", "image"], "How the command came"),
      status: words(["ok", "needs_confirmation", "error"], "What became of it"),
      transcript: Type.Optional(Type.String({ maxLength: 10_000, description: "What was said" })),
      store_transcript: Type.Optional(Type.Boolean({ default: false })),
      intent_name: Type.Optional(
        Type.String({ maxLength: 200, description: "What was meant, for example merge_pr" }),
      ),
      intent_confidence: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
      entities: Type.Optional(
        Type.Record(Type.String(), Type.Unknown(), { description: "What it was about" }),
      ),
      session_id: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
      pending_action_id: Type.Optional(
        Type.String({ description: "The id of the action that it led to" }),
      ),
    },
    { additionalProperties: false },
  ),
  output: Type.Object({ id: Type.String(), message: Type.String() }),
  run: async (input, { client }) => {
    const { id, transcript } = await client.commands.record(input);
    const kept = transcript === null ? "without its transcript" : "with its transcript";
    return { id, message: `The command is on record, ${kept}.` };
  },
});
