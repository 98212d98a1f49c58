import type { ActionLog } from "@handsfree/repositories/action-logs";
import {
  ByteWriter,
  type ColumnSource,
  ParquetWriter,
  schemaFromColumnData,
} from "hyparquet-writer";
import type { ExportFormat } from "./format.ts";

/** The largest row group, in rows. */
const groupRows = 10_000;
/** The size from which a row group ends, in UTF-16 code units of its requests and results. */
const groupSize = 4_000_000;

/** Apache Parquet. Requests and results are columns of JSON texts. */
export const parquet: ExportFormat = {
  mediaType: "application/vnd.apache.parquet",
  async *write(batches) {
    const bytes = new ByteWriter();
    const file = new ParquetWriter({
      writer: bytes,
      schema: schemaFromColumnData({ columnData: columnsOf([]) }),
      createdBy: "handsfree",
    });
    for await (const logs of groupsOf(batches)) {
      await file.write({ columnData: columnsOf(logs), rowGroupSize: groupRows });
      yield take(bytes);
    }
    await file.finish();
    yield take(bytes);
  },
};

/** The bytes since the last call. The writer goes on at its offset in the file. */
function take(writer: ByteWriter): Uint8Array {
  const taken = writer.getBytes().slice();
  writer.index = 0;
  return taken;
}

/** Larger groups than the batches, since each group has an entry for each column at the end of the file. */
async function* groupsOf(
  batches: AsyncIterable<readonly ActionLog[]>,
): AsyncGenerator<readonly ActionLog[], void> {
  let group: ActionLog[] = [];
  let size = 0;
  for await (const logs of batches) {
    group.push(...logs);
    for (const log of logs) size += (log.requestJson?.length ?? 0) + (log.resultJson?.length ?? 0);
    if (size < groupSize && group.length + logs.length <= groupRows) continue;
    yield group;
    group = [];
    size = 0;
  }
  if (group.length > 0) yield group;
}

function columnsOf(logs: readonly ActionLog[]): ColumnSource[] {
  const text = (name: string, value: (log: ActionLog) => string | null, nullable: boolean) =>
    ({ name, type: "STRING", data: logs.map(value), nullable }) as const;
  return [
    text("id", ({ id }) => id, false),
    text("user_id", ({ userId }) => userId, false),
    text("action_type", ({ actionType }) => actionType, false),
    text("target", ({ target }) => target, true),
    text("request", ({ requestJson }) => requestJson, true),
    text("result", ({ resultJson }) => resultJson, true),
    { name: "ok", type: "BOOLEAN", data: logs.map(({ ok }) => ok), nullable: false },
    text("idempotency_key", ({ idempotencyKey }) => idempotencyKey, true),
    {
      name: "created_at",
      type: "TIMESTAMP",
      data: logs.map(({ createdAt }) => createdAt),
      nullable: false,
    },
    text("credential_id", ({ credentialId }) => credentialId, true),
  ];
}
