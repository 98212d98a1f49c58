import { join } from "node:path";
import { LoadProcess } from "../http/load-process.ts";
import { connections, startHandsFree } from "../http/run-http.ts";

/** The memory of a server while it receives deliveries of 7 KB. */
export interface ReceivingMemory {
  readonly connections: number;
  readonly deliveries: number;
  /** The largest memory in bytes. Undefined where it cannot be read. */
  readonly peak: number | undefined;
}

/** Measures a new server. */
export async function measureReceiving(
  milliseconds: number,
  directory: string,
  onProblem: (problem: string) => void,
): Promise<ReceivingMemory> {
  await using handsFree = await startHandsFree(join(directory, "receiving"));
  const { server, ownerKeys } = handsFree;
  await using load = new LoadProcess(ownerKeys);
  const { port } = server;
  const limits = { port, connections, milliseconds, requests: Number.MAX_SAFE_INTEGER };
  const { requests, errors } = await load.send({ route: "receive", ...limits });
  for (const error of errors) onProblem(`memory, receive: ${error}`);
  return { connections, deliveries: requests, peak: server.read()?.peakMemory };
}
