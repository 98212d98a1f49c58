import type { Finding } from "./lint-report.ts";
import { lintRules } from "./rules.ts";
import type { Silence } from "./silence.ts";

const ids = new Set(lintRules.map(({ id }) => id));

/**
 * Removes the silenced findings of a file, and adds findings about wrong silences: without a reason, of an
 * unknown rule, or without effect. No silence removes those.
 */
export function applySilences(
  file: string,
  findings: readonly Finding[],
  silences: readonly Silence[],
): readonly Finding[] {
  const isAbout = (silence: Silence, { line, rule }: Finding): boolean =>
    silence.line === line && silence.rule === rule && silence.because !== "";
  const left = findings.filter((finding) => !silences.some((one) => isAbout(one, finding)));
  const wrong = silences.flatMap((silence): Finding[] => {
    const problem = problemOf(
      silence,
      findings.some((finding) => isAbout(silence, finding)),
    );
    if (problem === undefined) return [];
    const [rule, message] = problem;
    return silence.at === "lint.json"
      ? [{ file, line: silence.line, rule, message: `lint.json: ${message}` }]
      : [{ file, line: silence.at, rule, message }];
  });
  return [...left, ...wrong].toSorted((a, b) => a.line - b.line);
}

function problemOf(
  { rule, because, line }: Silence,
  isUsed: boolean,
): readonly [rule: string, message: string] | undefined {
  if (!ids.has(rule)) {
    return [
      "silence-of-unknown-rule",
      `the silence names an unknown rule; write "-- lint: allow RULE because REASON"`,
    ];
  }
  if (because === "") {
    return [
      "silence-without-reason",
      `the silence must have a reason: "-- lint: allow ${rule} because REASON"`,
    ];
  }
  if (isUsed) return undefined;
  return ["silence-of-nothing", `${rule} finds nothing in line ${line}; remove the silence`];
}
