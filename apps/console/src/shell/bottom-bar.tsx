import { useNavigate } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { Dialog } from "../components/dialog/dialog.tsx";
import { Icon } from "../components/icons/icons.tsx";
import { ThemeSelect } from "../components/theme-select/theme-select.tsx";
import { UntrustedText } from "../components/untrusted-text/untrusted-text.tsx";
import { Button } from "../components/button/button.tsx";
import { nameOfUser, useMe } from "../session/me.ts";
import type { Section } from "./navigation.ts";
import { SectionLink } from "./section-link.tsx";
import { trySignOut } from "./try-sign-out.ts";
import styles from "./bottom-bar.module.css";

/** The sections at the bottom of a phone: three, and the others in a sheet. */
export function BottomBar({ sections }: { readonly sections: readonly Section[] }): ReactNode {
  const [isOpen, setOpen] = useState(false);
  const close = (): void => setOpen(false);
  const primary = sections.filter(({ isPrimary }) => isPrimary === true);
  const others = sections.filter(({ isPrimary }) => isPrimary !== true);
  return (
    <>
      <nav aria-label="Main sections" className={styles["bar"]}>
        {primary.map((section) => (
          <SectionLink className={styles["section"]} key={section.path} section={section} />
        ))}
        <button
          aria-expanded={isOpen}
          aria-haspopup="dialog"
          className={styles["section"]}
          onClick={() => setOpen(true)}
          type="button"
        >
          <Icon name="more" size={22} />
          More
        </button>
      </nav>
      <Dialog isOpen={isOpen} onClose={close} title="More">
        {others.length > 0 && (
          <nav aria-label="Other sections">
            <ul className={styles["others"]}>
              {others.map((section) => (
                <li key={section.path}>
                  <SectionLink className={styles["other"]} onClick={close} section={section} />
                </li>
              ))}
            </ul>
          </nav>
        )}
        <Account onLeave={close} />
      </Dialog>
    </>
  );
}

function Account({ onLeave }: { readonly onLeave: () => void }): ReactNode {
  const me = useMe();
  const navigate = useNavigate();
  return (
    <div className={styles["account"]}>
      <p>
        Signed in as{" "}
        <strong>
          <UntrustedText canExpand={false} most={100} text={nameOfUser(me)} />
        </strong>
      </p>
      <ThemeSelect />
      <Button
        icon="people"
        onClick={() => {
          onLeave();
          void navigate({ to: "/account" });
        }}
      >
        Your account
      </Button>
      <Button icon="sign-out" onClick={trySignOut}>
        Sign out
      </Button>
    </div>
  );
}
