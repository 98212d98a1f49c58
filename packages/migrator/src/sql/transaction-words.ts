const ends =
  /^(?:begin|start(?:\s+transaction)?|commit|end|abort|rollback(?!\s+(?:(?:work|transaction)\s+)?to\b)|prepare\s+transaction)\b/i;
const savepoint = /^(?:savepoint|release|rollback\s+(?:(?:work|transaction)\s+)?to)\b/i;

/** The words of a statement that begins or ends a transaction; undefined for any other statement. */
export function transactionWords(statement: string): string | undefined {
  return ends.exec(statement)?.[0];
}

/** Whether a statement makes, releases or returns to a savepoint. */
export function isSavepoint(statement: string): boolean {
  return savepoint.test(statement);
}
