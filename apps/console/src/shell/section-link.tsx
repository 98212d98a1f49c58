import { Link, useRouterState } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { Icon } from "../components/icons/icons.tsx";
import { isInSection, type Section } from "./navigation.ts";

/** A link to a section, which is marked while one of its pages is shown. */
export function SectionLink({
  section,
  className,
  onClick,
}: {
  readonly section: Section;
  readonly className: string | undefined;
  readonly onClick?: () => void;
}): ReactNode {
  const { path, title, icon } = section;
  const isCurrent = useRouterState({
    select: ({ location }) => isInSection(section, location.pathname),
  });
  return (
    <Link
      aria-current={isCurrent ? "page" : undefined}
      className={className ?? ""}
      data-active={isCurrent ? "" : undefined}
      onClick={onClick}
      to={path as "/"}
    >
      <Icon name={icon} size={21} />
      {title}
    </Link>
  );
}
