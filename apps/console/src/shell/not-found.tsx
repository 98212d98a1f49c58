import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { EmptyState } from "../components/empty-state/empty-state.tsx";
import { Page } from "../components/page/page.tsx";

/** What a path shows that no page has. */
export function NotFound(): ReactNode {
  return (
    <Page title="Not found">
      <EmptyState
        actions={<Link to="/">Go to what waits for you</Link>}
        icon="search"
        title="There is no such page"
      >
        Check the address. Links of an older version may lead to pages that are no more.
      </EmptyState>
    </Page>
  );
}
