import { HandsFreeError } from "@handsfree/query";
import { Problem } from "../http/problem.ts";

type Checks = Readonly<Record<string, () => Promise<void>>>;

/**
 * Runs all checks at a time.
 *
 * @throws {Problem} 503 that names each check and the reasons of those that failed.
 */
export async function runChecks<T extends Checks>(checks: T): Promise<{ [Name in keyof T]: "ok" }> {
  const outcomes = await Promise.all(
    Object.entries(checks).map(async ([name, check]) => {
      try {
        await check();
        return { name };
      } catch (error) {
        return { name, reason: reasonOf(error) };
      }
    }),
  );
  const failures = outcomes.flatMap(({ name, reason }) => (reason ? [`${name}: ${reason}`] : []));
  const results = Object.fromEntries(
    outcomes.map(({ name, reason }) => [name, reason ? "failed" : "ok"]),
  );
  if (failures.length === 0) return results as { [Name in keyof T]: "ok" };
  throw new Problem(503, "not_ready", failures.join("; "), { checks: results });
}

/** Other errors can hold texts of a driver, or paths. */
function reasonOf(error: unknown): string {
  return error instanceof HandsFreeError || error instanceof Problem ? error.message : "it failed";
}
