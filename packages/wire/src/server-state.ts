import Type, { type Static } from "typebox";
import { named } from "./named-schema.ts";
import { Nullable, OneOf, Time } from "./values.ts";

/** The schema of the state of a server, `ServerState` in openapi.json. */
export const ServerStateSchema = named("ServerState", {
  version: Type.String(),
  engine: OneOf(["duckdb", "postgres"]),
  started_at: Time,
  uptime_seconds: Type.Integer(),
  measured_at: Time,
  schema: Type.Object({
    state: OneOf(["broken", "current", "newer", "pending"]),
    version: Nullable(Type.String({ description: "The last migration that was applied" })),
  }),
  database: Type.Object({
    bytes: Type.Integer({ description: "The size of the database, without the log of DuckDB" }),
    free_disk_bytes: Nullable(
      Type.Integer({ description: "The room on the volume of a DuckDB file" }),
    ),
    waiting_reads: Type.Integer({ description: "Reads that wait for a connection, on DuckDB" }),
    waiting_writes: Type.Integer({
      description: "Writes that wait for the next commit, on DuckDB",
    }),
  }),
  queues: Type.Array(
    Type.Object({
      queue: Type.String(),
      due: Type.Integer({
        description: "How many wait for a worker or, in decision, for a person",
      }),
      oldest_due_at: Nullable(Type.String({ format: "date-time" })),
      leased: Nullable(Type.Integer({ description: "How many a worker holds; null in decision" })),
    }),
    { description: "Of the whole database" },
  ),
  feed_lag: Type.Object(
    {
      stream_seconds: Type.Number({
        description: "Until this server reads it for those who follow the feed at its end",
      }),
      webhook_endpoint_seconds: Type.Number({
        description: "Until an enabled endpoint that wants it has a delivery",
      }),
    },
    { description: "How long the oldest event has been waiting; 0 if none is" },
  ),
  maintenance: Type.Array(
    Type.Object({
      job: Type.String(),
      every_seconds: Type.Integer(),
      last_run: Nullable(
        Type.Object({
          started_at: Time,
          ended_at: Time,
          ok: Type.Boolean(),
          done: Type.Record(Type.String(), Type.Integer()),
        }),
      ),
    }),
    { description: "The jobs of this server, each with its last run here" },
  ),
});
/** What an operator wants to know of a server. */
export type ServerStateJson = Static<typeof ServerStateSchema>;
