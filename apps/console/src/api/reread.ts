import { queryClient } from "./query-client.ts";

/**
 * Reads all answers about records of these kinds again, after the person has changed one: the page must show it also
 * while the live stream is broken.
 */
export async function reread(...kinds: readonly string[]): Promise<void> {
  await queryClient.invalidateQueries({
    predicate: ({ queryKey: [first, second] }) =>
      kinds.includes(String(first === "pages" ? second : first)),
  });
}
