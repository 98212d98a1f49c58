/** About how much memory a statement's parameters hold, in bytes. */
export function sizeOf(parameters: readonly unknown[]): number {
  let bytes = 100;
  for (const value of parameters) {
    if (typeof value === "string") bytes += value.length * 2;
    else bytes += value instanceof Uint8Array ? value.byteLength : 16;
  }
  return bytes;
}
