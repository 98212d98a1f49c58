import type { Command } from "commander";
import { showHead } from "./head.ts";
import { seal } from "./seal.ts";
import { parseNumber, verify } from "./verify.ts";

export function addAuditCommands(program: Command): void {
  const audit = program
    .command("audit")
    .description("seal the action logs, and verify that they were not changed");
  audit
    .command("seal")
    .description("seal the action logs that are older than a minute and not sealed yet")
    .option("--key-file <file>", "sign the seals with this Ed25519 private key, in PEM")
    .option("--accept-late", "also seal rows that appeared after later rows were sealed")
    .action((_options, command: Command) => seal(command.optsWithGlobals()));
  audit
    .command("verify")
    .description("compare the action logs with their seals; exits with 7 if there are findings")
    .option("--head <head>", 'an earlier head: number:hash, or a file with the output of "head"')
    .option(
      "--public-key <file>",
      "the Ed25519 public key, in PEM, of a key that signed seals; may be repeated",
      (file: string, files: readonly string[]) => [...files, file],
      [],
    )
    .option(
      "--signed-from <number>",
      "the first entry that must be signed (default: 1)",
      parseNumber,
    )
    .action((_options, command: Command) => verify(command.optsWithGlobals()));
  audit
    .command("head")
    .description("show the head of the chain, to keep elsewhere; exits with 3 if there is none")
    .action((_options, command: Command) => showHead(command.optsWithGlobals()));
}
