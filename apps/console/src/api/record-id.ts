/** Whether a value of an address is the id of a record. Others are dropped, since links can be damaged. */
export function isId(value: unknown): value is string {
  return typeof value === "string" && /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i.test(value);
}
