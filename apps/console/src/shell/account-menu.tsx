import { useNavigate } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { Button } from "../components/button/button.tsx";
import { Menu } from "../components/menu/menu.tsx";
import { UntrustedText } from "../components/untrusted-text/untrusted-text.tsx";
import { chooseTheme } from "../design/theme.ts";
import { nameOfUser, useMe } from "../session/me.ts";
import styles from "./account-menu.module.css";
import { trySignOut } from "./try-sign-out.ts";

/** Who has signed in, and what they can set for this browser. */
export function AccountMenu(): ReactNode {
  const me = useMe();
  const navigate = useNavigate();
  return (
    <Menu
      items={[
        { label: "Colors of the system", icon: "theme", onSelect: () => chooseTheme("system") },
        { label: "Light colors", onSelect: () => chooseTheme("light") },
        { label: "Dark colors", onSelect: () => chooseTheme("dark") },
        {
          label: "Your account",
          icon: "people",
          onSelect: () => void navigate({ to: "/account" }),
        },
        { label: "Sign out", icon: "sign-out", onSelect: trySignOut },
      ]}
      trigger={
        <Button className={styles["account"]} icon="down" kind="quiet">
          <span className={styles["name"]}>
            <UntrustedText canExpand={false} most={60} text={nameOfUser(me)} />
          </span>
        </Button>
      }
    />
  );
}
