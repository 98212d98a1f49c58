import type { AuditProgress, AuditVerification } from "@handsfree/repositories/audit";
import { type AuditVerificationLineJson, renderAuditVerification } from "@handsfree/wire/audit";

/** Runs a verification. It calls back with the progress. */
type Verify = (onProgress: (progress: AuditProgress) => void) => Promise<AuditVerification>;

/**
 * Writes a verification as JSON Lines: its progress as often as the reader takes lines, and at last its result.
 *
 * @throws the error of the verification.
 */
export async function* verificationLines(verify: Verify): AsyncGenerator<string, void> {
  let progress: AuditProgress | undefined;
  let awaken = Promise.withResolvers<undefined>();
  const verified = verify((reached) => {
    progress = reached;
    awaken.resolve(undefined);
  });
  // Once the reader has gone, no one would see the error.
  verified.catch(() => undefined);
  for (;;) {
    const result = await Promise.race([verified, awaken.promise]);
    if (result !== undefined) {
      yield line({ type: "result", data: renderAuditVerification(result) });
      return;
    }
    awaken = Promise.withResolvers();
    if (progress) yield line({ type: "progress", data: { ...progress } });
  }
}

function line(content: AuditVerificationLineJson): string {
  return `${JSON.stringify(content)}\n`;
}
