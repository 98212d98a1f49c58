import { type Document, operationsOf } from "./document.ts";

/** Says of each parameter that is a list that its values are separated by commas. */
export function describeLists({ paths }: Document): void {
  for (const { operation } of operationsOf({ paths })) {
    for (const parameter of operation.parameters ?? []) {
      if (parameter.in === "query" && parameter.schema["type"] === "array") {
        Object.assign(parameter, { style: "form", explode: false });
      }
    }
  }
}
