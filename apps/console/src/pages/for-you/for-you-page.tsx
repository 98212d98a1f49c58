import type { ReactNode } from "react";
import { Page } from "../../components/page/page.tsx";
import { Tabs } from "../../components/tabs/tabs.tsx";
import { NoticeList } from "./notice-list.tsx";
import { forYouRoute } from "./routes.ts";
import { Triggers } from "./triggers.tsx";

/** The person's notices, which HandsFree makes of GitHub's deliveries, and the triggers that wait for a delivery. */
export function ForYouPage(): ReactNode {
  const { tab = "notices" } = forYouRoute.useSearch();
  const navigate = forYouRoute.useNavigate();
  return (
    <Page title="For you">
      <Tabs
        label="What came, and what waits for it"
        onChange={(value) =>
          void navigate({ search: value === "triggers" ? { tab: "triggers" } : {} })
        }
        tabs={[
          { value: "notices", label: "Notices", content: <NoticeList /> },
          { value: "triggers", label: "Triggers", content: <Triggers /> },
        ]}
        value={tab}
      />
    </Page>
  );
}
