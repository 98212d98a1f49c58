import type { ReactNode } from "react";

/** The sign of the product. */
export function Mark(): ReactNode {
  return (
    <svg aria-hidden="true" height={24} viewBox="0 0 32 32" width={24}>
      <rect fill="var(--accent)" height="32" rx="8" width="32" />
      <path
        d="M9 16.5l5 5 9.5-11"
        fill="none"
        stroke="var(--on-accent)"
        strokeLinecap="round"
        strokeLinejoin="round"
        strokeWidth="3.2"
      />
    </svg>
  );
}
