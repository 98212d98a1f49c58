import Type from "typebox";
import { named, type NamedSchema, ref } from "./named-schema.ts";
import { type Renderer, type RecordOf, rendererOf } from "./render.ts";
import { Nullable, Time } from "./values.ts";

/** The last entry of the audit trail's chain, to be kept elsewhere. */
export interface AuditHeadJson {
  /** How many entries the chain has. */
  number: number;
  /** SHA-256 of the last entry, in hexadecimal. */
  hash: string;
  /** Ed25519 over the hash, in base64. */
  signature: string | null;
  /** SHA-256 of the public key. */
  key_id: string | null;
  sealed_at: string;
}

export const AuditHeadSchema: NamedSchema<AuditHeadJson> = named("AuditHead", {
  number: Type.Integer({ description: "How many entries the chain has" }),
  hash: Type.String({ description: "SHA-256 of the last one, in hexadecimal" }),
  signature: Nullable(Type.String({ description: "Ed25519 over the hash, in base64" })),
  key_id: Nullable(Type.String({ description: "SHA-256 of the public key" })),
  sealed_at: Time,
});

export const renderAuditHead: Renderer<AuditHeadJson> = rendererOf(AuditHeadSchema);

/** What a run of the sealing did. */
export interface AuditSealingJson {
  seals: number;
  rows: number;
  /** Rows that turned up behind what is sealed. */
  late: number;
  /** Null as long as nothing is sealed. */
  head: AuditHeadJson | null;
}

export const AuditSealingSchema: NamedSchema<AuditSealingJson> = named("AuditSealing", {
  seals: Type.Integer(),
  rows: Type.Integer(),
  late: Type.Integer({ description: "Rows that turned up behind what is sealed" }),
  head: Nullable(ref(AuditHeadSchema)),
});

interface WithHead {
  readonly head: RecordOf<AuditHeadJson> | undefined;
}

/** What a sealing is rendered from. */
export type AuditSealingRecord = RecordOf<Omit<AuditSealingJson, "head">> & WithHead;

const renderSealing = rendererOf(AuditSealingSchema);

export function renderAuditSealing({ head, ...sealing }: AuditSealingRecord): AuditSealingJson {
  return renderSealing({ ...sealing, head: headOrNull(head) });
}

/** What a verification of the audit trail found. */
export interface AuditVerificationJson {
  ok: boolean;
  /** How many findings there are in all; the list can be shorter. */
  found: number;
  entries: number;
  rows: number;
  unsealed: number;
  /** How many entries at the end no signature covers; null without keys. */
  unsigned: number | null;
  findings: {
    kind: string;
    log_id: string | null;
    entry: number | null;
  }[];
  head: AuditHeadJson | null;
}

export const AuditVerificationSchema: NamedSchema<AuditVerificationJson> = named(
  "AuditVerification",
  {
    ok: Type.Boolean(),
    found: Type.Integer({ description: "How many findings there are in all" }),
    entries: Type.Integer(),
    rows: Type.Integer(),
    unsealed: Type.Integer(),
    unsigned: Nullable(
      Type.Integer({ description: "How many entries at the end no signature covers" }),
    ),
    findings: Type.Array(
      Type.Object({
        kind: Type.String(),
        log_id: Nullable(Type.String()),
        entry: Nullable(Type.Integer()),
      }),
    ),
    head: Nullable(ref(AuditHeadSchema)),
  },
);

/** What a verification is rendered from. */
export type AuditVerificationRecord = RecordOf<Omit<AuditVerificationJson, "findings" | "head">> &
  WithHead & {
    readonly findings: readonly {
      readonly kind: string;
      readonly logId?: string;
      readonly entry?: number;
    }[];
  };

const renderVerification = rendererOf(AuditVerificationSchema);

export function renderAuditVerification({
  findings,
  head,
  ...verified
}: AuditVerificationRecord): AuditVerificationJson {
  return renderVerification({
    ...verified,
    findings: findings.map(({ kind, logId, entry }) => ({
      kind,
      log_id: logId ?? null,
      entry: entry ?? null,
    })),
    head: headOrNull(head),
  });
}

function headOrNull(head: RecordOf<AuditHeadJson> | undefined): AuditHeadJson | null {
  return head === undefined ? null : renderAuditHead(head);
}
