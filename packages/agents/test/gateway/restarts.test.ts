import { mkdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { createClient, HandsFreeConnectionError, HandsFreeProblem } from "@handsfree/client";
import { expect, test } from "vitest";
import { HandsFree } from "./handsfree.ts";
import { referenceServer, SdkAgent } from "./sdk-agent.ts";

const counting = fileURLToPath(new URL("counting-server.ts", import.meta.url));
const calls = 50;
const serverNames = ["count", "files", "memory", "everything", "count"] as const;
const verdicts = ["approve", "approve", "reject", "leave", "denied by policy"] as const;

/** A call of the agent, and what people and policies make of it. */
interface Planned {
  readonly n: number;
  readonly server: (typeof serverNames)[number];
  readonly verdict: (typeof verdicts)[number];
  readonly tool: string;
  readonly given: Readonly<Record<string, unknown>>;
}

function plan(n: number, folder: string): Planned {
  const server = serverNames[n % serverNames.length] ?? "count";
  const verdict = verdicts[Math.floor(n / serverNames.length) % verdicts.length] ?? "leave";
  const common = { n, denied: verdict === "denied by policy" };
  const entities = [{ name: `entity ${n}`, entityType: "test", observations: [] }];
  const made = {
    count: { tool: "append", given: common },
    files: {
      tool: "create_directory",
      given: { ...common, path: join(folder, "files", `made ${n}`) },
    },
    memory: { tool: "create_entities", given: { ...common, entities } },
    everything: { tool: "echo", given: { ...common, message: `echo ${n}` } },
  }[server];
  return { n, server, verdict, ...made };
}

/** The agent with a gateway before each server, and its calls without an answer yet. */
class Life {
  readonly #agents: ReadonlyMap<string, SdkAgent>;
  readonly ended: Promise<unknown>;

  constructor(
    agents: ReadonlyMap<string, SdkAgent>,
    planned: readonly Planned[],
    answers: Map<number, string>,
  ) {
    this.#agents = agents;
    this.ended = Promise.all(
      planned
        .filter(({ n }) => !answers.has(n))
        .map(async ({ n, server, tool, given }) => {
          let answer: string | undefined;
          do {
            // A gateway that was killed answers nothing.
            answer = await agents
              .get(server)
              ?.call(tool, given)
              .catch(() => undefined);
            // A model makes a call again that could not be asked about.
          } while (answer?.startsWith("error: HandsFree could not be asked") === true);
          if (answer !== undefined) answers.set(n, answer);
        }),
    );
  }

  async kill(): Promise<void> {
    for (const agent of this.#agents.values()) agent.kill();
    await this.ended;
  }

  async end(): Promise<void> {
    for (const agent of this.#agents.values()) await agent[Symbol.asyncDispose]();
    await this.ended;
  }
}

/** It starts 27 processes, three times four gateways with their servers among them. */
const longest = { timeout: 600_000 };

test(
  "of 50 calls, while agents, gateways and the server are killed, each approved one runs at most once, and no other one",
  longest,
  async () => {
    await using handsfree = await HandsFree.start();
    const { folder, client } = handsfree;
    await mkdir(join(folder, "files"));
    await handsfree.setPolicies(
      '{ name: denied, match: { where: [{ at: /denied, equals: true }] }, deny: "no" }',
    );
    const planned = Array.from({ length: calls }, (_, n) => plan(n, folder));
    const answers = new Map<number, string>();
    const servers = {
      count: [counting, join(folder, "count.txt")],
      files: [referenceServer("@modelcontextprotocol/server-filesystem"), join(folder, "files")],
      memory: [referenceServer("@modelcontextprotocol/server-memory")],
      everything: [referenceServer("@modelcontextprotocol/server-everything")],
    };
    const live = async (): Promise<Life> => {
      const env = { MEMORY_FILE_PATH: join(folder, "memory.jsonl") };
      const starting = Object.entries(servers).map(
        async ([name, command]) =>
          [name, await SdkAgent.start(handsfree, name, command, {}, env)] as const,
      );
      return new Life(new Map(await Promise.all(starting)), planned, answers);
    };
    /** The open questions, by the numbers of their calls. */
    const questions = async () => {
      const open = new Map<number, { readonly id: string; readonly payload_digest: string }>();
      for await (const { id, payload_digest, display } of client.pendingActions.list()) {
        open.set(Number(/\bn (\d+)/.exec(display.summary)?.[1]), { id, payload_digest });
      }
      return open;
    };
    const asked = planned.filter(({ verdict }) => verdict !== "denied by policy");
    const person = createClient({ url: handsfree.url, key: handsfree.key, retries: 0 });
    /**
     * Decides some calls. A question that a killed agent left is decided too. A decision without an answer is made again,
     * as another request: on PostgreSQL the first one counts as under way for two minutes, since another server may work
     * on it.
     */
    const decide = async (some: readonly Planned[]): Promise<void> => {
      const decided = some.filter(({ verdict }) => verdict !== "leave");
      for (;;) {
        const open = await questions();
        const left = decided.filter(({ n }) => open.has(n));
        if (left.length === 0) return;
        for (const { n, verdict } of left) {
          const { id = "", payload_digest = "" } = open.get(n) ?? {};
          const decision =
            verdict === "approve"
              ? person.pendingActions.approve(id, { payload_digest })
              : person.pendingActions.reject(id, { payload_digest, reason: "no" });
          await decision.catch((error: unknown) => {
            if (!(error instanceof HandsFreeConnectionError || error instanceof HandsFreeProblem)) {
              throw error;
            }
          });
        }
      }
    };

    // The agent is killed while its calls come, and while they wait.
    const first = await live();
    while ((await questions()).size === 0) await sleep(20);
    await first.kill();
    const second = await live();
    while ((await questions()).size < asked.length) await sleep(50);
    const before = new Set([...(await questions()).values()].map(({ id }) => id));
    expect(before.size).toBe(asked.length);

    // The server is killed while calls wait, and while they run.
    await handsfree.kill();
    await handsfree.startAgain();
    const deciding = decide(asked.slice(0, asked.length / 2));
    await sleep(Math.random() * 500);
    await handsfree.kill();
    await handsfree.startAgain();
    await deciding;

    // The agent is killed while calls run.
    const rest = decide(asked.slice(asked.length / 2));
    await sleep(Math.random() * 300);
    await second.kill();
    await rest;
    const third = await live();
    const settled = async (): Promise<boolean> => {
      for (const { n, verdict } of asked) {
        if (verdict !== "leave" && !answers.has(n) && !(await questions()).has(n)) return false;
      }
      return true;
    };
    for (let turn = 0; turn < 100 && !(await settled()); turn += 1) await sleep(100);
    await third.end();

    const received = await readFile(join(folder, "count.txt"), "utf8");
    const memory = await readFile(join(folder, "memory.jsonl"), "utf8").catch(() => "");
    const exists = (path: string): Promise<boolean> =>
      stat(path).then(
        () => true,
        () => false,
      );
    const ran = new Map<number, number>();
    for (const line of received.split("\n")) {
      const found = /"name":"append","arguments":\{"n":(\d+)/.exec(line);
      if (found !== null) ran.set(Number(found[1]), (ran.get(Number(found[1])) ?? 0) + 1);
    }
    for (const { n, server, given } of planned) {
      if (server === "files" && (await exists(String(given["path"])))) ran.set(n, 1);
      if (server === "memory" && memory.includes(`"entity ${n}"`)) ran.set(n, 1);
      if (server === "everything" && answers.get(n)?.startsWith("Echo") === true) ran.set(n, 1);
    }
    const succeeded = new Set<number>();
    for await (const { display } of client.pendingActions.list({ state: "succeeded" })) {
      succeeded.add(Number(/\bn (\d+)/.exec(display.summary)?.[1]));
    }
    const wrong = planned.filter(({ n, server, verdict }) => {
      const times = ran.get(n) ?? 0;
      // The memory server loses what it is told at the same time.
      const isKept = server !== "memory" && succeeded.has(n);
      return times > (verdict === "approve" ? 1 : 0) || (isKept && times !== 1);
    });
    expect(wrong).toEqual([]);
    const denied = planned.filter(({ verdict }) => verdict === "denied by policy");
    expect(new Set(denied.map(({ n }) => answers.get(n)))).toEqual(
      new Set(["error: A policy denies this call. Reason: no"]),
    );
    // Calls that a gateway had when it was killed, or that the server had begun to give it, are not known.
    expect(succeeded.size).toBeGreaterThan(0);
  },
);
