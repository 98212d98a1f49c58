import {
  LineTooLargeError,
  type McpServer,
  runGateway,
  UpstreamError,
} from "@handsfree/agents/gateway";
import { InvalidInputError } from "@handsfree/query";
import { invocation } from "../invocation.ts";
import { NotFoundError } from "../not-found-error.ts";
import { untilSignal } from "../options/until-signal.ts";
import { readAgentSettings } from "../server/agent-settings.ts";
import { requireServer } from "../server/find-server.ts";

interface GatewayCommandOptions {
  readonly name: string;
  /** In milliseconds. */
  readonly wait: number;
  readonly editable?: true;
  readonly excerpt: number;
  readonly url?: string;
  readonly tokenEnv?: string;
  readonly server?: string;
  readonly keyFile?: string;
}

/** Runs a gateway until the agent or the MCP server ends, and exits as the MCP server does. */
export async function gateway(
  command: readonly string[],
  options: GatewayCommandOptions,
): Promise<void> {
  const current = invocation();
  const { env, cwd, stdout, stderr } = current;
  const { wait, editable, excerpt } = options;
  if (excerpt > 4000) throw new InvalidInputError("excerpt", "must be at most 4000");
  const mcpServer = mcpServerOf(command, options);
  const name = requireName(options.name);
  const handsfree = readAgentSettings({ env, cwd, ...options });
  using ending = untilSignal();
  try {
    current.exitCode = await runGateway({
      handsfree,
      mcpServer,
      name,
      wait,
      editable,
      excerptLength: excerpt,
      directory: cwd,
      env,
      stdin: current.stdin,
      stdout,
      stderr,
      signal: ending.signal,
    });
  } catch (error) {
    if (error instanceof UpstreamError) throw new NotFoundError(error.message);
    if (!(error instanceof LineTooLargeError)) throw error;
    throw new InvalidInputError("MESSAGE", error.message);
  }
}

function mcpServerOf(
  command: readonly string[],
  { url, tokenEnv }: GatewayCommandOptions,
): McpServer {
  if ((url === undefined) === (command.length === 0)) {
    const problem = "takes the command of an MCP server after --, or --url, and not both";
    throw new InvalidInputError("GATEWAY", problem);
  }
  if (url === undefined) {
    if (tokenEnv === undefined) return { command };
    throw new InvalidInputError("tokenEnv", "is for --url; a command gets its environment");
  }
  const href = requireAddress(url);
  if (tokenEnv === undefined) return { url: href };
  const token = invocation().env[tokenEnv];
  if (token !== undefined && /^[!-~]+$/.test(token)) return { url: href, token };
  throw new InvalidInputError("tokenEnv", "must name a variable of the environment with a token");
}

/** Its token must not cross a network in plain HTTP. */
function requireAddress(url: string): string {
  let address: URL;
  try {
    address = requireServer(url);
  } catch {
    throw new InvalidInputError(
      "url",
      "is not the address of an MCP server with TLS, or on this machine",
    );
  }
  if (address.username === "" && address.password === "") return address.href;
  const problem = "must not hold a name or password; give a token by --token-env";
  throw new InvalidInputError("url", problem);
}

/** In a policy a name stands before a dot, and a type of action is at most 1,000 characters long. */
function requireName(name: string): string {
  if (/^[A-Za-z0-9_-]{1,100}$/.test(name)) return name;
  throw new InvalidInputError("name", "must be 1 to 100 letters, digits, hyphens and underscores");
}
