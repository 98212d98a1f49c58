import { type Document, operationsOf } from "../document.ts";
import { accountExamples } from "./accounts.ts";
import { actionExamples } from "./actions.ts";
import type { Examples } from "./example.ts";
import { recordExamples } from "./records.ts";
import { ruleExamples } from "./rules.ts";
import { webhookExamples } from "./webhooks.ts";

/** The example of each operation. One without an example fails a test, which sends them all. */
export const examples: Examples = {
  ...actionExamples,
  ...recordExamples,
  ...ruleExamples,
  ...webhookExamples,
  ...accountExamples,
};

/** Puts the examples into the description: at each parameter that they have, and at the body. */
export function showExamples({ paths }: Document): void {
  for (const { operation } of operationsOf({ paths })) {
    const example = examples[operation.operationId] ?? {};
    const { path, query, headers: header } = example;
    const parts: Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>> = {
      path,
      query,
      header,
    };
    for (const parameter of operation.parameters ?? []) {
      const value = parts[parameter.in]?.[parameter.name];
      if (value !== undefined) parameter.example = value;
    }
    for (const media of Object.values(operation.requestBody?.content ?? {})) {
      if (example.body !== undefined) media.example = example.body;
    }
  }
}
