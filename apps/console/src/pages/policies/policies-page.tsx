import type { ReactNode } from "react";
import { Page } from "../../components/page/page.tsx";
import { Tabs } from "../../components/tabs/tabs.tsx";
import { hasScope, useMe } from "../../session/me.ts";
import { Grants } from "./grants/grants.tsx";
import { RepoPolicies } from "./repositories/repo-policies.tsx";
import { policiesRoute, type PoliciesSearch } from "./routes.ts";
import { Rules } from "./rules/rules.tsx";
import { Versions } from "./versions/versions.tsx";

/** What decides before people do: the policies of the server, a person's repositories, and their standing grants. */
export function PoliciesPage(): ReactNode {
  const me = useMe();
  const { tab = "rules" } = policiesRoute.useSearch();
  const navigate = policiesRoute.useNavigate();
  const decides = hasScope(me, ["actions:decide"]);
  const tabs = [
    { value: "rules", label: "Rules", content: <Rules /> },
    { value: "versions", label: "Versions", content: <Versions /> },
    ...(decides
      ? [
          { value: "repositories", label: "Repositories", content: <RepoPolicies /> },
          { value: "grants", label: "Grants", content: <Grants /> },
        ]
      : []),
  ];
  const shown = tabs.some(({ value }) => value === tab) ? tab : "rules";
  return (
    <Page title="Policies">
      <Tabs
        label="Kinds of policies"
        onChange={(value) =>
          void navigate({
            search: value === "rules" ? {} : { tab: value as PoliciesSearch["tab"] & string },
          })
        }
        tabs={tabs}
        value={shown}
      />
    </Page>
  );
}
