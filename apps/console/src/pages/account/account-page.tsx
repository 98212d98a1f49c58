import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { Card, Facts } from "../../components/card/card.tsx";
import { Page } from "../../components/page/page.tsx";
import { Section } from "../../components/section/section.tsx";
import { ThemeSelect } from "../../components/theme-select/theme-select.tsx";
import { UntrustedText } from "../../components/untrusted-text/untrusted-text.tsx";
import { nameOfUser, useMe } from "../../session/me.ts";
import { Passkeys } from "./passkeys.tsx";
import { Sessions } from "./sessions.tsx";
import styles from "./account-page.module.css";

/** What a person sets for themselves: how they sign in, where they are signed in, and how the page looks. */
export function AccountPage(): ReactNode {
  const me = useMe();
  const { email, role } = me.user;
  return (
    <Page title="Your account">
      <div className={styles["sections"]}>
        <Card>
          <Facts
            rows={[
              ["Name", <UntrustedText key="name" text={nameOfUser(me)} />],
              ["E-mail", email === null ? undefined : <UntrustedText key="email" text={email} />],
              ["Role", role],
              [
                "Keys",
                <Link key="keys" to="/keys">
                  Your keys
                </Link>,
              ],
            ]}
          />
        </Card>
        <Passkeys />
        <Sessions />
        <Section description="For this browser only." title="Colors">
          <ThemeSelect hasHiddenLabel />
        </Section>
      </div>
    </Page>
  );
}
