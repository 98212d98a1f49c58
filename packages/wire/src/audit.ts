import Type, { type Static } from "typebox";
import { named, ref } from "./named-schema.ts";
import { type Renderer, type RecordOf, rendererOf } from "./render.ts";
import { Nullable, Time } from "./values.ts";

/** The schema of the head of the audit trail, `AuditHead` in openapi.json. */
export const AuditHeadSchema = named("AuditHead", {
  number: Type.Integer({ description: "How many entries the chain has" }),
  hash: Type.String({ description: "SHA-256 of the last one, in hexadecimal" }),
  signature: Nullable(Type.String({ description: "Ed25519 over the hash, in base64" })),
  key_id: Nullable(Type.String({ description: "SHA-256 of the public key" })),
  sealed_at: Time,
});
/** The last entry of the audit trail's chain, to be kept elsewhere. */
export type AuditHeadJson = Static<typeof AuditHeadSchema>;

/** Renders the head of the audit trail, all of it. */
export const renderAuditHead: Renderer<AuditHeadJson> = rendererOf(AuditHeadSchema);

/** The schema of the place of a log in the chain, `LogSeal` in openapi.json. */
export const LogSealSchema = named("LogSeal", {
  entry: Type.Integer({ description: "The number of the entry that sealed it" }),
  position: Type.Integer({ description: "Its place within that entry, from 0" }),
  row_hash: Type.String({ description: "SHA-256 of the log as it was sealed, in hexadecimal" }),
  sealed_at: Time,
  is_signed: Type.Boolean({ description: "Whether the entry has a signature" }),
});
/** The place of an action log in the chain of the audit trail. */
export type LogSealJson = Static<typeof LogSealSchema>;

/** Renders the place of a log in the chain. */
export const renderLogSeal: Renderer<LogSealJson> = rendererOf(LogSealSchema);

/** The schema of a sealing. Only the command line answers with it. */
export const AuditSealingSchema = named("AuditSealing", {
  seals: Type.Integer(),
  rows: Type.Integer(),
  late: Type.Integer({ description: "Rows that turned up behind what is sealed" }),
  head: Nullable(ref(AuditHeadSchema)),
});
/** The report of a run of the sealing; `head` is null as long as nothing is sealed. */
export type AuditSealingJson = Static<typeof AuditSealingSchema>;

interface WithHead {
  readonly head: RecordOf<AuditHeadJson> | undefined;
}

/** The domain object of `renderAuditSealing`. */
export type AuditSealingRecord = RecordOf<Omit<AuditSealingJson, "head">> & WithHead;

const renderSealing = rendererOf(AuditSealingSchema);

/** Renders a run of the sealing; `head` is null where the domain has none. */
export function renderAuditSealing({ head, ...sealing }: AuditSealingRecord): AuditSealingJson {
  return renderSealing({ ...sealing, head: headOrNull(head) });
}

/** The schema of a verification of the audit trail, which the command line and the last line of the API answer with. */
export const AuditVerificationSchema = named("AuditVerification", {
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
});
/**
 * The findings of a verification of the audit trail. `found` counts them all; the list can be shorter. `unsigned` is
 * null without keys.
 */
export type AuditVerificationJson = Static<typeof AuditVerificationSchema>;

/**
 * A line of `GET /v1/audit/verification`. The last one is the result; without it, the verification was interrupted.
 */
export type AuditVerificationLineJson =
  | {
      readonly type: "progress";
      /** How many entries and rows were checked so far. */
      readonly data: { readonly entries: number; readonly rows: number };
    }
  | { readonly type: "result"; readonly data: AuditVerificationJson };

/** The domain object of `renderAuditVerification`. */
export type AuditVerificationRecord = RecordOf<Omit<AuditVerificationJson, "findings" | "head">> &
  WithHead & {
    readonly findings: readonly {
      readonly kind: string;
      readonly logId?: string;
      readonly entry?: number;
    }[];
  };

const renderVerification = rendererOf(AuditVerificationSchema);

/** Renders a verification; a finding without a log or an entry has null there. */
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
