import { useQueryClient } from "@tanstack/react-query";
import { useRouterState } from "@tanstack/react-router";
import { type ReactNode, useEffect, useRef } from "react";
import { useFocusOnTitleWhenLost } from "../components/keyboard/lost-focus.ts";
import { followServer } from "../live/follow-server.ts";
import { useMe, hasScope } from "../session/me.ts";
import { BottomBar } from "./bottom-bar.tsx";
import { sections } from "./navigation.ts";
import { Rail } from "./rail.tsx";
import styles from "./shell.module.css";

/** What is around every page: the sections on a rail, or in a bar at the bottom of a phone. */
export function Shell({ children }: { readonly children: ReactNode }): ReactNode {
  const me = useMe();
  const allowed = sections.filter(({ scopes }) => hasScope(me, scopes));
  const queryClient = useQueryClient();
  useEffect(() => followServer(queryClient), [queryClient]);
  useFocusOnNewPage();
  useFocusOnTitleWhenLost();
  return (
    <div className={styles["shell"]}>
      <a className={styles["skip"]} href="#main">
        Skip to the content
      </a>
      <Rail sections={allowed} />
      <main className={styles["main"]} id="main" tabIndex={-1}>
        {children}
      </main>
      <BottomBar sections={allowed} />
    </div>
  );
}

/** A screen reader begins at the title of a page that was opened by a link of this one. */
function useFocusOnNewPage(): void {
  const path = useRouterState({ select: ({ resolvedLocation }) => resolvedLocation?.pathname });
  const before = useRef(path);
  useEffect(() => {
    if (before.current !== undefined && before.current !== path) {
      document.getElementById("page-title")?.focus({ preventScroll: true });
    }
    before.current = path;
  }, [path]);
}
