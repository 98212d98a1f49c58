import { type ReactNode, useState } from "react";
import { classNames } from "../class-names.ts";
import { useNow } from "./clock.ts";
import { exactTime, relativeTime } from "./relative.ts";
import styles from "./time.module.css";

interface TimeProps {
  /** As the API writes it: ISO 8601. */
  readonly at: string;
  /** Whether a tap changes between the relative and the exact time. Not within a link or a button. Default true. */
  readonly canToggle?: boolean;
}

/** A time, relative to now. The exact one shows on a tap, and where a mouse rests. */
export function Time({ at, canToggle = true }: TimeProps): ReactNode {
  const time = Date.parse(at);
  const coarse = useNow(30_000);
  const fine = useNow(Math.abs(coarse - time) < 120_000 ? 1000 : 30_000);
  const now = Math.max(coarse, fine);
  const [isExact, setExact] = useState(false);
  const exact = exactTime(time);
  const shown = (
    <time dateTime={at} title={exact}>
      {isExact ? exact : relativeTime(time, now)}
    </time>
  );
  if (!canToggle) return shown;
  return (
    <button
      className={classNames(styles["time"], "touchable")}
      onClick={() => setExact((before) => !before)}
      type="button"
    >
      {shown}
    </button>
  );
}
