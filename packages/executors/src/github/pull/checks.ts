import type { Shown } from "../action.ts";

/** The checks of a commit: those of apps, and statuses that services set. */
interface Checks {
  readonly passed: number;
  readonly failed: number;
  /** Those that have not ended. */
  readonly running: number;
}

/** The most pages of 100 checks that are read. Further ones count as running. */
const mostPages = 5;
const passing: ReadonlySet<string | null> = new Set(["success", "neutral", "skipped"]);

/** Reads the checks of a commit. */
export async function readChecks(shown: Shown, sha: string): Promise<Checks> {
  const runs = await readRuns(shown, sha);
  const statuses = await readStatuses(shown, sha);
  const states = [...runs.states, ...statuses.states];
  const count = (state: CheckState): number => states.filter((one) => one === state).length;
  const unread = runs.unread + statuses.unread;
  return { passed: count("passed"), failed: count("failed"), running: count("running") + unread };
}

/** In words, as `5 passed, 1 failed`. */
export function describeChecks({ passed, failed, running }: Checks): string {
  const parts = [
    [passed, "passed"],
    [failed, "failed"],
    [running, "not ended"],
  ] as const;
  const text = parts.flatMap(([count, word]) => (count > 0 ? `${count} ${word}` : [])).join(", ");
  return text === "" ? "none" : text;
}

type CheckState = keyof Checks;

interface ReadStates {
  readonly states: readonly CheckState[];
  readonly unread: number;
}

/** Reads pages until all are read. */
async function readPages(
  read: (
    page: number,
  ) => Promise<{ readonly total: number; readonly states: readonly CheckState[] }>,
): Promise<ReadStates> {
  const states: CheckState[] = [];
  for (let page = 1; ; page++) {
    const { total, states: some } = await read(page);
    states.push(...some);
    const unread = total - states.length;
    if (unread <= 0 || some.length === 0 || page === mostPages) {
      return { states, unread: Math.max(0, unread) };
    }
  }
}

function readRuns({ github, repository }: Shown, ref: string): Promise<ReadStates> {
  return readPages(async (page) => {
    const { total_count: total, check_runs: runs } = await github.call((octokit) =>
      octokit.request("GET /repos/{owner}/{repo}/commits/{ref}/check-runs", {
        ...repository,
        ref,
        filter: "latest",
        per_page: 100,
        page,
      }),
    );
    const states = runs.map(({ status, conclusion }): CheckState => {
      if (status !== "completed") return "running";
      return passing.has(conclusion) ? "passed" : "failed";
    });
    return { total, states };
  });
}

function readStatuses({ github, repository }: Shown, ref: string): Promise<ReadStates> {
  return readPages(async (page) => {
    const { total_count: total, statuses } = await github.call((octokit) =>
      octokit.request("GET /repos/{owner}/{repo}/commits/{ref}/status", {
        ...repository,
        ref,
        per_page: 100,
        page,
      }),
    );
    const states = statuses.map(({ state }): CheckState => {
      if (state === "pending") return "running";
      return state === "success" ? "passed" : "failed";
    });
    return { total, states };
  });
}
