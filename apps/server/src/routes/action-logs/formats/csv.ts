import type { ActionLog } from "@handsfree/repositories/action-logs";
import type { ExportFormat } from "./format.ts";

const columns = {
  id: ({ id }) => id,
  user_id: ({ userId }) => userId,
  action_type: ({ actionType }) => actionType,
  target: ({ target }) => target,
  request: ({ requestJson }) => requestJson,
  result: ({ resultJson }) => resultJson,
  ok: ({ ok }) => String(ok),
  idempotency_key: ({ idempotencyKey }) => idempotencyKey,
  created_at: ({ createdAt }) => createdAt.toISOString(),
  credential_id: ({ credentialId }) => credentialId,
} satisfies Readonly<Record<string, (log: ActionLog) => string | null>>;

const cellsOf = Object.values(columns);

/**
 * CSV by RFC 4180, with a header. Null is an empty cell. A cell that a spreadsheet would take for a formula begins with an
 * apostrophe, since callers choose the texts of logs.
 *
 * @see https://owasp.org/www-community/attacks/CSV_Injection
 */
export const csv: ExportFormat = {
  mediaType: "text/csv; charset=utf-8; header=present",
  async *write(batches) {
    yield line(Object.keys(columns));
    for await (const logs of batches) {
      yield logs.map((log) => line(cellsOf.map((cell) => cell(log)))).join("");
    }
  },
};

/** What begins a formula. Some programs skip white space, tabs and line ends before it. */
const formula = /^\s*[=+\-@|%]|^[\t\r\n]/;
const needsQuotes = /[",\r\n]/;

function line(cells: readonly (string | null)[]): string {
  return `${cells.map(toCell).join(",")}\r\n`;
}

function toCell(text: string | null): string {
  if (text === null) return "";
  const harmless = formula.test(text) ? `'${text}` : text;
  return needsQuotes.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
