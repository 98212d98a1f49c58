import type { Command } from "commander";
import { showHead } from "./head.ts";
import { seal } from "./seal.ts";
import { parseNumber, verify } from "./verify.ts";

export function addAuditCommands(program: Command): void {
  const audit = program
    .command("audit")
    .description("seal the action logs, and find what was done to them");
  audit
    .command("seal")
    .description("seal the action logs that are older than a minute and not sealed yet")
    .option("--key-file <file>", "sign the seals with this Ed25519 private key, in PEM")
    .option("--accept-late", "seal rows too that turned up behind what is sealed, as late")
    .action((_options, command: Command) => seal(command.optsWithGlobals()));
  audit
    .command("verify")
    .description("hold the action logs against their seals; exits with 7 when anything is wrong")
    .option("--head <head>", "a head of before, as number:hash or a file with what head printed")
    .option(
      "--public-key <file>",
      "an Ed25519 public key, in PEM, that seals may be signed with; may be repeated",
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
    .description("show the head of the chain, to be kept elsewhere; exits with 3 without one")
    .action((_options, command: Command) => showHead(command.optsWithGlobals()));
}
