import type { StatisticsJson } from "@handsfree/wire/statistics";
import { formatDuration } from "../../components/format-duration.ts";

type Total = StatisticsJson["total"];

/** What the numbers mean, in words. Each is called with at least one record. */
export const summaries = {
  answers: ({ total }: StatisticsJson): string => {
    const unanswered = sum(total, "pending", "expired", "cancelled");
    return join([
      `${counted(total.count, "action was", "actions were")} proposed, and ${share(total.count - unanswered, total.count)} answered.`,
      times(total, "Where a person answered, half of the answers"),
      some(sum(total, "expired"), "expired without an answer.", "None expired without an answer."),
    ]);
  },
  log: ({ total }: StatisticsJson): string => {
    return join([
      `${counted(total.count, "thing was", "things were")} done.`,
      some(
        sum(total, "failed"),
        `failed, which is ${percent(sum(total, "failed"), total.count)}.`,
        "None of them failed.",
      ),
    ]);
  },
  deliveries: ({ total }: StatisticsJson): string => {
    return join([
      `${counted(total.count, "delivery", "deliveries")} came, and ${share(sum(total, "processed", "ignored"), total.count)} dealt with.`,
      times(total, "Half of them"),
      some(sum(total, "failed", "dead"), "failed.", "None failed."),
      some(sum(total, "rejected"), "had no valid signature or form, and were rejected.", ""),
    ]);
  },
  commands: ({ total }: StatisticsJson): string => {
    return join([
      `${counted(total.count, "command was", "commands were")} given, and ${share(total.count - sum(total, "error"), total.count)} understood.`,
      times(total, "Half of the answers"),
    ]);
  },
};

function sum({ outcomes }: Total, ...names: readonly string[]): number {
  return names.reduce((all, name) => all + (outcomes[name] ?? 0), 0);
}

function counted(count: number, one: string, many: string): string {
  return `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
}

/** A share with a verb after it, such as `92% were`. */
function share(part: number, whole: number): string {
  if (part === 0) return "none were";
  return part === whole ? "all were" : `${percent(part, whole)} were`;
}

/** A share that is 0 or 100 percent only if it is none or all. */
export function percent(part: number, whole: number): string {
  if (part === 0 || whole === 0) return "0%";
  if (part === whole) return "100%";
  return `${Math.min(99, Math.max(1, Math.round((part / whole) * 100)))}%`;
}

function times({ median_ms: median, p90_ms: p90 }: Total, subject: string): string {
  if (median === null || p90 === null) return "";
  return `${subject} took at most ${formatDuration(median)}, and nine in ten at most ${formatDuration(p90)}.`;
}

function some(count: number, text: string, none: string): string {
  return count === 0 ? none : `${count.toLocaleString("en")} ${text}`;
}

function join(sentences: readonly string[]): string {
  return sentences.filter((sentence) => sentence !== "").join(" ");
}
