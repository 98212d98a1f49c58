/** A gateway in its own process, as the command line runs it: name, directory, and the command or address of the MCP server. */
import { runGateway } from "../../src/entries/gateway.ts";

const [name = "", directory = "", ...command] = process.argv.slice(2);
const [first = ""] = command;
const { env, stdin, stdout, stderr } = process;
process.exitCode = await runGateway({
  handsfree: { url: env["HANDSFREE_URL"] ?? "", key: env["HANDSFREE_KEY"] ?? "" },
  mcpServer: URL.canParse(first) ? { url: first } : { command },
  name,
  directory,
  env,
  stdin,
  stdout,
  stderr,
});
