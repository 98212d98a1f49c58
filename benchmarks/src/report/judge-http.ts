import type { HttpCell, HttpResult } from "../http/http-cell.ts";
import type { RouteName } from "../http/routes.ts";
import { httpShares, tailLimit } from "./criteria.ts";
import { judgeTail } from "./judge-cells.ts";
import { ratio, unmeasured, type Verdict } from "./verdict.ts";

/** Judges the routes: their share of the bare route, their tail, and the cost of a forged delivery. */
export function judgeHttp(result: HttpResult | undefined): Verdict[] {
  const find = (route: RouteName): HttpCell | undefined =>
    result?.cells.find((cell) => cell.route === route && cell.requests > 0);
  const bare = find("bare");
  const shares = Object.entries(httpShares).flatMap(([route, atLeast]) => {
    const cell = find(route as RouteName);
    const work = `HTTP ${route}, ${cell?.connections ?? 64} connections`;
    const required = `${ratio(atLeast)} of the bare POST, no error`;
    if (!bare || !cell) return [unmeasured(work, required)];
    const share = cell.requestsPerSecond / bare.requestsPerSecond;
    const reached = share >= atLeast && cell.errors.length === 0;
    const verdict = { work, required, measured: ratio(share), beside: "", reached };
    return [verdict, judgeTail(work, cell, tailLimit)];
  });
  return [...shares, judgeForged(find("forged"), find("paced"))];
}

/** Refusals are paced, so the processor time of the server at that pace tells what one costs. */
function judgeForged(forged: HttpCell | undefined, genuine: HttpCell | undefined): Verdict {
  const [work, required] = [
    "HTTP forged delivery",
    "less processor time than a genuine one at its pace",
  ];
  const [cost, other] = [forged?.serverMicroseconds, genuine?.serverMicroseconds];
  if (cost === undefined || other === undefined) return unmeasured(work, required);
  return { work, required, measured: ratio(cost / other), beside: "", reached: cost < other };
}
