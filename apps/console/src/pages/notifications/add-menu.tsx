import type { ReactNode } from "react";
import { Button } from "../../components/button/button.tsx";
import { Menu } from "../../components/menu/menu.tsx";
import type { ChannelKind } from "./channel-queries.ts";
import { notificationsRoute } from "./routes.ts";

const offered = [
  { kind: "ntfy", label: "ntfy topic" },
  { kind: "email", label: "E-mail" },
  { kind: "slack", label: "Slack" },
] as const;

/** The choice of the kind of a new channel. What the server cannot do is there, and cannot be chosen. */
export function AddMenu({ kinds }: { readonly kinds: readonly ChannelKind[] }): ReactNode {
  const navigate = notificationsRoute.useNavigate();
  return (
    <Menu
      items={offered.map(({ kind, label }) => ({
        label: kinds.includes(kind) ? label : `${label} (not set up)`,
        isDisabled: !kinds.includes(kind),
        onSelect: () => void navigate({ search: { add: kind }, resetScroll: false }),
      }))}
      trigger={<Button icon="plus">Add a channel</Button>}
    />
  );
}
