import { createInterface } from "node:readline";
import { Writable } from "node:stream";
import { InvalidInputError } from "@handsfree/query";
import { invocation } from "../invocation.ts";

/** Returns the argument, or else the first line of standard input, which a terminal does not show. */
export async function readToken(argument: string | undefined): Promise<string> {
  const token = argument === undefined || argument === "-" ? await readFirstLine() : argument;
  if (token.trim() === "") {
    throw new InvalidInputError("token", "is empty; give it on standard input, or as an argument");
  }
  return token.trim();
}

async function readFirstLine(): Promise<string> {
  const { stdin, stderr } = invocation();
  const terminal = stdin.isTTY ?? false;
  if (terminal) stderr.write("Token (not shown): ");
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: stdin, output: nowhere, terminal });
  try {
    for await (const line of lines) return line;
    return "";
  } finally {
    lines.close();
    if (terminal) stderr.write("\n");
  }
}
