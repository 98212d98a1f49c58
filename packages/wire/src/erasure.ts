import Type, { type Static } from "typebox";
import { named } from "./named-schema.ts";
import { type Renderer, rendererOf } from "./render.ts";
import { Nullable, Time, Uuid } from "./values.ts";

const Counts = Type.Record(
  Type.String(),
  Type.Object({ deleted: Type.Integer(), cleared: Type.Integer() }),
  {
    description:
      "The rows that are deleted, and those that are cleared of the person's data, by table",
  },
);

/** The schema of the receipt of an erasure. Only the command line answers with it. */
export const ErasureReceiptSchema = named("ErasureReceipt", {
  id: Uuid,
  subject_sha256: Type.String({ description: "SHA-256 of the id of the erased user" }),
  requested_by: Nullable(Uuid),
  reason: Nullable(Type.String()),
  counts: Counts,
  started_at: Time,
  finished_at: Nullable(Time),
});
/** The receipt of an erasure. It does not name the person. `finished_at` is null until all is erased. */
export type ErasureReceiptJson = Static<typeof ErasureReceiptSchema>;

/** Renders the receipt of an erasure, all of it. */
export const renderErasureReceipt: Renderer<ErasureReceiptJson> = rendererOf(ErasureReceiptSchema);

/** The schema of the preview of an erasure. Only the command line answers with it. */
export const ErasurePreviewSchema = named("ErasurePreview", {
  would_erase: Counts,
});
/** The rows that an erasure would delete or clear, before it is done. */
export type ErasurePreviewJson = Static<typeof ErasurePreviewSchema>;
