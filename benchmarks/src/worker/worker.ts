import type { Contender } from "../contenders/contender.ts";
import { openContender } from "../contenders/open-contender.ts";
import type { Seed } from "../data/seed.ts";
import { measureRound } from "../measure/round.ts";
import { runQueries } from "../memory/queries.ts";
import type { Trial } from "../workloads/workload.ts";
import type { Reply, Request } from "./protocol.ts";

// Runs a contender in its own process, so that it has its own memory, threads and event loop. What holds the bodies of
// deliveries is loaded only where they are sent.
let contender: Contender | undefined;
let seed: Seed | undefined;
let directory = "";
let trial: Trial | undefined;
let operations = 0;

async function answer(request: Request): Promise<unknown> {
  if (request.kind === "open") {
    ({ seed, directory } = request);
    contender = await openContender(request.contender, request);
    return undefined;
  }
  if (contender === undefined || seed === undefined) throw new Error("nothing is open");
  if (request.kind === "start") {
    const { getWorkload } = await import("../workloads/all-workloads.ts");
    trial = getWorkload(request.workload).start(contender, seed);
    operations = 0;
    return undefined;
  }
  if (request.kind === "close") return contender.close();
  if (request.kind === "queries") return runQueries(contender, seed, request.queries);
  if (request.kind === "soak") {
    const { soak } = await import("../soak/soak.ts");
    return soak(contender, directory, request.minutes);
  }
  if (trial === undefined) throw new Error("nothing is started");
  if (request.kind === "verify") return trial.verify(operations);
  const round = await measureRound(trial, operations, request.limits);
  operations += round.operations;
  return round;
}

process.on("message", (request: Request) => {
  void answer(request)
    .then(
      (value): Reply => ({ value }),
      (error: unknown): Reply => ({
        error: error instanceof Error ? (error.stack ?? error.message) : String(error),
      }),
    )
    .then((reply) => {
      process.send?.(reply);
      if (request.kind !== "close") return;
      process.off("disconnect", endWithTheRun);
      process.disconnect();
    });
});

process.on("disconnect", endWithTheRun);

/** Ends the process with a signal, since the PostgreSQL package stops its server on signals. */
function endWithTheRun(): void {
  process.kill(process.pid, "SIGTERM");
}
