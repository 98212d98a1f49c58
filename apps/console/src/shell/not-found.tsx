import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { EmptyState } from "../components/empty-state/empty-state.tsx";
import { Page } from "../components/page/page.tsx";

/** What a path shows that no page has. */
export function NotFound(): ReactNode {
  return (
    <Page title="Not found">
      <EmptyState
        actions={<Link to="/">Show what waits</Link>}
        icon="search"
        title="There is no such page"
      >
        The address is wrong, or the page is of another version.
      </EmptyState>
    </Page>
  );
}
