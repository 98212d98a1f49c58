import pg from "pg";
import { vi } from "vitest";

/** The texts that reached the server during the work, in their order. */
export async function nativeStatements(work: () => Promise<unknown>): Promise<string[]> {
  const spy = vi.spyOn(pg.Client.prototype, "query");
  try {
    await work();
    return (spy.mock.calls as unknown[][]).map(([statement]) =>
      typeof statement === "string" ? statement : (statement as { text: string }).text,
    );
  } finally {
    spy.mockRestore();
  }
}
