import type { Caller, Row } from "./row.ts";
import type { WriteLog } from "./write-log.ts";

const wrong: readonly unknown[] = [
  undefined,
  null,
  7,
  Number.NaN,
  1n,
  "x",
  true,
  {},
  [],
  [7],
  [null],
  new Date(Number.NaN),
  () => undefined,
  Symbol("s"),
  Object.create(null),
];

/** Members that take any JSON value, and one of which all but `true` is false. */
const anything = new Set(["actionPayload", "entities", "request", "result", "storeTranscript"]);

/** Where a function does not refuse a wrong argument by its name, or has written something when it does. */
export async function faultsOf(row: Row, caller: Caller, writes: WriteLog): Promise<string[]> {
  const faults: string[] = [];
  const judge = async (
    where: string,
    args: readonly unknown[],
    { value, expected }: { readonly value: unknown; readonly expected: Expected },
    by: Caller = caller,
  ): Promise<void> => {
    writes.clear();
    const answer = await answerOf(() => row.call(by, args));
    const problem = problemOf(answer, { where, expected, writes });
    if (problem !== undefined) faults.push(`${where}, given ${kindOf(value)}: ${problem}`);
  };
  await judge("all right", row.args, { value: undefined, expected: "taken" });
  for (const value of row.takesCaller ? wrong : []) {
    const told = { value, expected: "refused" } as const;
    await judge("db", row.args, told, { ...caller, db: value as never });
    // Some take no context, and do not look at one.
    const perhaps = { value, expected: "either" } as const;
    await judge("context", row.args, perhaps, { ...caller, context: value as never });
  }
  for (const [place, right] of row.args.entries()) {
    for (const value of wrong) {
      const expected = expectedOf(row, value, right);
      await judge(`argument ${place}`, row.args.with(place, value), { value, expected });
    }
    if (kindOf(right) !== "Object") continue;
    for (const [member, rightMember] of Object.entries(right as object)) {
      for (const value of wrong) {
        const args = row.args.with(place, { ...(right as object), [member]: value });
        const expected =
          anything.has(member) || (value === null && nullable.has(member))
            ? "either"
            : expectedOf(row, value, rightMember);
        await judge(member, args, { value, expected });
      }
    }
  }
  return faults;
}

/** Members of which null says that there is none. */
const nullable = new Set([
  "actionId",
  "actsFor",
  "allow_comment",
  "approverGroup",
  "basedOn",
  "by",
  "commandId",
  "deliveryId",
  "displayName",
  "effect",
  "email",
  "eventType",
  "eventsPerSecond",
  "expiresAt",
  "hookId",
  "installationId",
  "issueNumber",
  "idempotencyKey",
  "intentConfidence",
  "intentName",
  "latencyMs",
  "payloadDigest",
  "pullRequestNumber",
  "pendingActionId",
  "reason",
  "rejection",
  "repository",
  "requestedBy",
  "scopes",
  "service",
  "sessionId",
  "target",
  "login",
  "tokenRef",
  "transcript",
]);

/** `either`: a value may be wrong, but a refusal must have its name. */
type Expected = "taken" | "refused" | "either";

function expectedOf({ alsoTaken = [] }: Row, value: unknown, right: unknown): Expected {
  const isOptional = value === undefined || right === undefined;
  return isOptional || isAlike(value, right) || alsoTaken.includes(value) ? "either" : "refused";
}

type Answer = { readonly error: unknown } | { readonly value: unknown };

async function answerOf(call: () => unknown): Promise<Answer> {
  try {
    const value = await call();
    if (kindOf(value) === "AsyncGenerator") await (value as AsyncGenerator).next();
    return { value };
  } catch (error) {
    return { error };
  }
}

/** Undefined where the answer is as it has to be. */
function problemOf(
  answer: Answer,
  {
    where,
    expected,
    writes,
  }: { readonly where: string; readonly expected: Expected; readonly writes: WriteLog },
): string | undefined {
  if ("value" in answer) return expected === "refused" ? "was taken" : undefined;
  if (expected === "taken") return `threw ${String(answer.error)}`;
  const { code, field } = answer.error as { readonly code?: unknown; readonly field?: unknown };
  if (code !== "invalid_input" || typeof field !== "string" || field === "")
    return `threw ${String(answer.error)}`;
  if (expected === "refused" && !where.startsWith("argument") && !field.split(".").includes(where))
    return `was refused as ${field}`;
  return writes.count === 0 ? undefined : "was refused after something was written";
}

/** Whether a value is of the kind of the right one, so that it may be right as well. */
function isAlike(value: unknown, right: unknown): boolean {
  // Where bytes are taken, so is a text.
  if (right instanceof Uint8Array && typeof value === "string") return true;
  if (kindOf(value) !== kindOf(right)) return false;
  if (!Array.isArray(value) || !Array.isArray(right)) return true;
  return value.every((item) => isAlike(item, right[0]));
}

function kindOf(value: unknown): string {
  if (typeof value === "function") return "Function";
  if (Number.isNaN(value)) return "NaN";
  if (value instanceof Date && Number.isNaN(value.getTime())) return "a Date of no time";
  const tag = Object.prototype.toString.call(value).slice("[object ".length, -1);
  return tag === "Object" ? ((value as object).constructor?.name ?? tag) : tag;
}
