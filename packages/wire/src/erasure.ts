import Type from "typebox";
import { named, type NamedSchema } from "./named-schema.ts";
import { type Renderer, rendererOf } from "./render.ts";
import { Nullable, Time, Uuid } from "./values.ts";

/** How many of a person's rows were deleted or cleared, by table. */
export type ErasureCountsJson = Record<string, { deleted: number; cleared: number }>;

const Counts = Type.Record(
  Type.String(),
  Type.Object({ deleted: Type.Integer(), cleared: Type.Integer() }),
  { description: "How many rows were deleted, or cleared of what was the person's, by table" },
);

/** The receipt of an erasure. It does not name the person. */
export interface ErasureReceiptJson {
  id: string;
  /** SHA-256 of the erased user's id. */
  subject_sha256: string;
  requested_by: string | null;
  reason: string | null;
  counts: ErasureCountsJson;
  started_at: string;
  /** Null until all is erased. */
  finished_at: string | null;
}

export const ErasureReceiptSchema: NamedSchema<ErasureReceiptJson> = named("ErasureReceipt", {
  id: Uuid,
  subject_sha256: Type.String(),
  requested_by: Nullable(Uuid),
  reason: Nullable(Type.String()),
  counts: Counts,
  started_at: Time,
  finished_at: Nullable(Time),
});

export const renderErasureReceipt: Renderer<ErasureReceiptJson> = rendererOf(ErasureReceiptSchema);

/** What an erasure would take, before it is done. */
export interface ErasurePreviewJson {
  would_erase: ErasureCountsJson;
}

export const ErasurePreviewSchema: NamedSchema<ErasurePreviewJson> = named("ErasurePreview", {
  would_erase: Counts,
});
