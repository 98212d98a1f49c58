import type { ReactNode } from "react";

/** The drawings, each on a square of 24, as paths of lines. */
const drawings = {
  waiting: "M12 7v5l3 2M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18Z",
  "for-you": "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4 20.500c.7-4 3.500-6 8-6s7.300 2 8 6",
  inbox: "M4 13h4l2 3h4l2-3h4M5 5h14l2 8v6H3v-6l2-8Z",
  audit: "M9 6h11M9 12h11M9 18h11M4 6h.01M4 12h.01M4 18h.01",
  commands: "m5 8 4 4-4 4M12 17h7M3 4h18v16H3Z",
  tasks: "M7 9h10v10H7ZM12 9V5M9 13h.01M15 13h.01M4 13v3M20 13v3M12 4h.01",
  statistics: "M4 20h16M7 16v-5M12 16V6M17 16v-8",
  keys: "M14.5 9.5a4.5 4.5 0 1 0-4 4.5L12 15.5h2v2h2v2h4v-3.5l-5.6-5.6a4.5 4.5 0 0 0 .1-.9ZM9 9h.01",
  policies: "M12 3 5 6v5c0 4.5 3 8 7 10 4-2 7-5.5 7-10V6l-7-3ZM9 12l2 2 4-4",
  people:
    "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7ZM2.5 20c.5-4 3-6 6.5-6s6 2 6.5 6M16 4.500a3.5 3.5 0 0 1 0 6M18 14.500c2 .7 3.2 2.5 3.5 5.5",
  health: "M3 12h4l2.5-6 4 12 2.5-6h5",
  notifications: "M6 16V11a6 6 0 1 1 12 0v5l2 2H4l2-2ZM10 21h4",
  more: "M6 12a1 1 0 1 1-2 0 1 1 0 0 1 2 0ZM13 12a1 1 0 1 1-2 0 1 1 0 0 1 2 0ZM20 12a1 1 0 1 1-2 0 1 1 0 0 1 2 0Z",
  check: "m5 12.5 4.5 4.500L19 7.5",
  close: "m6 6 12 12M18 6 6 18",
  edit: "M4 20h4L19 9l-4-4L4 16v4ZM13 7l4 4",
  copy: "M9 9h11v11H9ZM5 15H4V4h11v1",
  down: "m6 9 6 6 6-6",
  download: "M12 4v11M7 10.500l5 5 5-5M5 20h14",
  end: "m9 6 6 6-6 6",
  start: "m15 6-6 6 6 6",
  search: "M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14ZM16 16l4.5 4.5",
  refresh: "M20 12a8 8 0 1 1-2.3-5.700L20 8.500M20 4v4.500h-4.5",
  "sign-out": "M10 4H5v16h5M15 8l4 4-4 4M19 12H9",
  filter: "M4 6h16M7 12h10M10 18h4",
  warning: "M12 4 2.5 20h19L12 4ZM12 10v4.500M12 17.500h.01",
  external: "M14 4h6v6M20 4l-9 9M18 14v6H4V6h6",
  plus: "M12 5v14M5 12h14",
  theme: "M12 3a9 9 0 1 0 0 18V3Z",
  listen: "M4 10v4h3l5 4V6L7 10H4ZM15.500 9.500a4 4 0 0 1 0 5M18 7a8 8 0 0 1 0 10",
  microphone:
    "M12 15a3 3 0 0 0 3-3V7a3 3 0 0 0-6 0v5a3 3 0 0 0 3 3ZM6 11.500a6 6 0 0 0 12 0M12 17.500V21M9 21h6",
  stop: "M7 7h10v10H7Z",
  help: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM9.5 9.500a2.5 2.5 0 1 1 3.5 2.300c-.7.3-1 .8-1 1.700M12 17h.01",
} as const;

/** The name of a drawing. */
export type IconName = keyof typeof drawings;

/** A drawing beside a text, or in a button that has a name: it says nothing itself. @param size in pixels; 20 by default. */
export function Icon({
  name,
  size = 20,
}: {
  readonly name: IconName;
  readonly size?: number;
}): ReactNode {
  // "Back" and "forward" are the other way round where texts run from right to left.
  const isDirected = name === "start" || name === "end" || name === "sign-out";
  return (
    <svg
      aria-hidden="true"
      className={isDirected ? "directed" : undefined}
      fill="none"
      height={size}
      stroke="currentColor"
      strokeLinecap="round"
      strokeLinejoin="round"
      // The dots are lines without a length.
      strokeWidth={name === "more" ? 3 : 1.75}
      viewBox="0 0 24 24"
      width={size}
    >
      <path d={drawings[name]} />
    </svg>
  );
}
