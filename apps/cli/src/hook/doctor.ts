import { accessSync, constants, existsSync, mkdirSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { HookError, hookAdapters } from "@handsfree/agents/hooks";
import {
  type HandsFreeClient,
  HandsFreeConnectionError,
  HandsFreeProblem,
} from "@handsfree/client";
import { exitCodes } from "../exit-codes.ts";
import { invocation } from "../invocation.ts";
import { print } from "../output/print.ts";
import { plainText } from "../output/plain-text.ts";
import { installedCommands } from "./install/change-hooks.ts";
import { type Installation, installations, settingsFile } from "./install/installations.ts";
import { readSettings } from "./install/settings-file.ts";
import { connect, type HookFlags, leaseFolder } from "./run.ts";

/** One thing that was checked. */
interface Finding {
  readonly kind: "ok" | "note" | "fault";
  readonly text: string;
}
const ok = (text: string): Finding => ({ kind: "ok", text });
const note = (text: string): Finding => ({ kind: "note", text });
const fault = (text: string): Finding => ({ kind: "fault", text });

/** Checks all that the hook of an agent needs, prints what was found, and says how to mend faults. */
export async function doctor(agent: string | undefined, flags: HookFlags): Promise<void> {
  const findings = [
    ...checkKeyFile(flags),
    ...(await checkServer(flags)),
    checkLeases(),
    ...(await checkInstallations(agent)),
  ];
  if (findings.some(({ kind }) => kind === "fault")) invocation().exitCode = exitCodes.failed;
  await print(findings.map(({ kind, text }) => `${kind.padEnd(6)}${plainText(text)}\n`).join(""));
}

function checkKeyFile({ keyFile }: HookFlags): Finding[] {
  const { env, cwd } = invocation();
  const file = keyFile ?? (env["HANDSFREE_KEY"] ? undefined : env["HANDSFREE_KEY_FILE"]);
  const found = file && statSync(resolve(cwd, file), { throwIfNoEntry: false });
  if (!found || (found.mode & 0o077) === 0) return [];
  return [fault(`others may read ${file}; run chmod 600 on it`)];
}

async function checkServer(flags: HookFlags): Promise<Finding[]> {
  const { env, cwd } = invocation();
  try {
    const client = connect({ env, cwd, ...flags });
    const me = await client.me();
    return [
      ok(`the server at ${flags.server ?? env["HANDSFREE_URL"]} answers, and knows the key`),
      ...checkCaller(me, env["HANDSFREE_ON_BEHALF_OF"]),
      await checkPolicies(client),
    ];
  } catch (error) {
    if (error instanceof HookError) return [fault(error.message)];
    if (error instanceof HandsFreeConnectionError) {
      return [fault(`${error.message}; start the server, or set HANDSFREE_URL to its address`)];
    }
    if (!(error instanceof HandsFreeProblem)) throw error;
    const wayOut = error.status === 401 ? "; make a new key for the agent" : "";
    return [fault(`the server refuses: ${error.message}${wayOut}`)];
  }
}

type Caller = Awaited<ReturnType<HandsFreeClient["me"]>>;

function checkCaller({ service, scopes, acts_for }: Caller, owner: string | undefined): Finding[] {
  const needed = ["actions:propose", "actions:execute"] as const;
  const missing = needed.filter((scope) => !scopes.includes(scope));
  const findings =
    missing.length === 0
      ? [ok("the key may propose and execute actions")]
      : [fault(`the key lacks ${missing.join(" and ")}; make a key that has both`)];
  if (scopes.includes("actions:decide")) {
    findings.push(
      fault(
        "the key may also decide, so an agent that reads it can approve its own calls; make a key with actions:propose and actions:execute alone",
      ),
    );
  }
  if (service !== null && (owner === undefined || !acts_for.includes(owner))) {
    const users =
      acts_for.length === 0 ? "it acts for no one yet" : `one of ${acts_for.join(", ")}`;
    findings.push(
      fault(
        `the service ${service.name} must act for a user; set HANDSFREE_ON_BEHALF_OF: ${users}`,
      ),
    );
  }
  if (service === null && owner !== undefined) {
    findings.push(fault("HANDSFREE_ON_BEHALF_OF is for the key of a service; unset it"));
  }
  return findings;
}

async function checkPolicies(client: HandsFreeClient): Promise<Finding> {
  try {
    const { version } = await client.request("GET /v1/policies");
    return ok(`version ${version} of the policies decides whom a call asks`);
  } catch (error) {
    if (!(error instanceof HandsFreeProblem)) throw error;
    return note(
      "the policies decide whom a call asks, and the owner without one; `handsfree policies show` shows them",
    );
  }
}

function checkLeases(): Finding {
  const folder = leaseFolder(invocation().env);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    accessSync(folder, constants.W_OK);
    return ok(`${folder} can be written`);
  } catch {
    return fault(`${folder} cannot be written, so no outcome is reported; set XDG_STATE_HOME`);
  }
}

async function checkInstallations(agent: string | undefined): Promise<Finding[]> {
  const chosen = [...installations.values()].filter((one) => (agent ?? one.agent) === one.agent);
  const findings: Finding[] = [];
  for (const installation of chosen) {
    const places = installation.userFile === undefined ? [] : (["user"] as const);
    // In the home folder both are one file.
    const files = new Set(
      [...places, "project" as const].map((place) =>
        settingsFile(installation, place, invocation()),
      ),
    );
    for (const file of files) findings.push(...(await checkFile(file, installation)));
  }
  if (findings.length > 0) return findings;
  const none =
    agent === undefined
      ? "no agent has a hook"
      : `${hookAdapters[agent]?.title ?? agent} has no hook`;
  return [fault(`${none} here; run handsfree hook install ${agent ?? "claude-code"}`)];
}

async function checkFile(file: string, { agent, hooks }: Installation): Promise<Finding[]> {
  try {
    const { path, settings } = await readSettings(file);
    const commands = installedCommands(settings, agent);
    if (commands.size === 0) return [];
    const events = hooks("", 0).map(({ event }) => event);
    const missing = events.filter((event) => !commands.has(event));
    const findings =
      missing.length === 0
        ? [ok(`${path} has the hook`)]
        : [fault(`${path} has no hook for ${missing.join(" and ")}; install it again`)];
    if (settings["disableAllHooks"] === true) {
      findings.push(fault(`${path} turns all hooks off; remove disableAllHooks`));
    }
    const paths = new Set(
      [...commands.values()].flatMap((command) => command.match(/^(?:\/\S+|'\/[^']+')/g) ?? []),
    );
    for (const program of paths) {
      const name = program.replaceAll("'", "");
      if (!existsSync(name)) findings.push(fault(`${name} is gone; install the hook again`));
    }
    return findings;
  } catch (error) {
    if (error instanceof HookError) return [fault(error.message)];
    throw error;
  }
}
