import type { ReactNode } from "react";
import { Badge } from "../../components/badge/badge.tsx";
import { useNow } from "../../components/time/clock.ts";
import { exactTime, timeLeft } from "../../components/time/relative.ts";

/** Below this, in milliseconds, there is no time to lose. */
const urgent = 2 * 60_000;

/** How long an action can still be decided. It ticks, and turns urgent near its end. */
export function TimeLeft({ until }: { readonly until: string }): ReactNode {
  const end = Date.parse(until);
  const now = useNow(1000);
  const left = end - now;
  const text = left <= 0 ? "expires now" : `${timeLeft(end, now)} left`;
  return (
    <Badge tone={left < urgent ? "bad" : left < 5 * urgent ? "warn" : "neutral"}>
      <time dateTime={until} role="timer" title={exactTime(end)}>
        {text}
      </time>
    </Badge>
  );
}
