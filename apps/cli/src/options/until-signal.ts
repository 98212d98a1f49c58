/** Is aborted by the first SIGINT or SIGTERM, for what can end between two batches; a second one ends the process. */
export function untilSignal(): AbortSignal {
  const controller = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => controller.abort());
  return controller.signal;
}
