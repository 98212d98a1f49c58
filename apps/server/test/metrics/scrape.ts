import type { FastifyInstance } from "fastify";
import { bearer } from "../callers.ts";

/** The values of the server's metrics, by name and labels as Prometheus writes them. */
export async function scrape(app: FastifyInstance, key: string): Promise<Record<string, number>> {
  const { statusCode, body } = await app.inject({ url: "/metrics", headers: bearer(key) });
  if (statusCode !== 200) throw new Error(`the metrics are refused with ${statusCode}: ${body}`);
  const lines = body.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  return Object.fromEntries(
    lines.map((line) => {
      const end = line.lastIndexOf(" ");
      return [line.slice(0, end), Number(line.slice(end + 1))];
    }),
  );
}
