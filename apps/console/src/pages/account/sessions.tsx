import { useQuery } from "@tanstack/react-query";
import type { SessionJson } from "@handsfree/wire/identity";
import { type ReactNode, useState } from "react";
import { client } from "../../api/client.ts";
import { reread } from "../../api/reread.ts";
import { ActionDialog } from "../../components/action-dialog/action-dialog.tsx";
import { Badge } from "../../components/badge/badge.tsx";
import { Button } from "../../components/button/button.tsx";
import { ErrorState } from "../../components/error-state/error-state.tsx";
import { ListRow, Rows } from "../../components/list-row/list-row.tsx";
import { Loading } from "../../components/loading/loading.tsx";
import { Section } from "../../components/section/section.tsx";
import { Time } from "../../components/time/time.tsx";
import { UntrustedText } from "../../components/untrusted-text/untrusted-text.tsx";
import { useMe } from "../../session/me.ts";
import { trySignOut } from "../../shell/try-sign-out.ts";
import { browserName } from "../../session/browser-name.ts";

const ways = { link: "by a link", passkey: "by a passkey", openid: "by OpenID" } as const;

/** The browsers in which the person is signed in. */
export function Sessions(): ReactNode {
  const me = useMe();
  const { data, error, refetch } = useQuery({
    queryKey: ["session", "list"],
    // The ended ones are between the valid ones, and a person has few.
    queryFn: ({ signal }) =>
      client.list("GET /v1/sessions", { query: { limit: 1000 }, signal }).page(),
  });
  const [ending, setEnding] = useState<readonly SessionJson[]>([]);
  const valid = data?.items.filter(({ state }) => state === "valid") ?? [];
  const others = valid.filter(({ id }) => id !== me.session?.id);
  return (
    <Section
      actions={
        others.length > 1 && (
          <Button onClick={() => setEnding(others)}>End {others.length} others</Button>
        )
      }
      description="Browsers in which you are signed in. End each one that you do not know."
      title="Sessions"
    >
      {error !== null && <ErrorState error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Loading label="Reading your sessions" rows={2} />}
      {valid.length > 0 && (
        <Rows label="Sessions">
          {valid.map((session) => (
            <li key={session.id}>
              <SessionRow
                isThis={session.id === me.session?.id}
                onEnd={() => setEnding([session])}
                session={session}
              />
            </li>
          ))}
        </Rows>
      )}
      <ActionDialog
        description="To go on there, one must sign in again."
        isOpen={ending.length > 0}
        kind="bad"
        onClose={() => setEnding([])}
        run={() => end(ending)}
        submit={ending.length === 1 ? "End it" : `End ${ending.length} sessions`}
        title={
          ending.length === 1
            ? `End the session in ${browserName(ending[0]?.user_agent ?? null) ?? "an unknown browser"}`
            : `End ${ending.length} other sessions`
        }
      />
    </Section>
  );
}

function SessionRow({
  session,
  isThis,
  onEnd,
}: {
  readonly session: SessionJson;
  readonly isThis: boolean;
  readonly onEnd: () => void;
}): ReactNode {
  const agent = session.user_agent;
  const name = browserName(agent);
  return (
    <ListRow
      actions={
        isThis ? (
          <Button onClick={trySignOut}>Sign out</Button>
        ) : (
          <Button onClick={onEnd}>End</Button>
        )
      }
      badges={isThis && <Badge tone="good">This browser</Badge>}
      facts={[
        <>
          Signed in {ways[session.signed_in_by]} <Time at={session.created_at} />
        </>,
        <>
          Last used <Time at={session.last_used_at} />
        </>,
        <>
          Ends <Time at={session.expires_at} />
        </>,
      ]}
      title={name ?? <UntrustedText most={80} text={agent ?? "An unknown browser"} />}
    />
  );
}

/** Ends them one after the other. If one fails, the others before it have ended. */
async function end(sessions: readonly SessionJson[]): Promise<void> {
  try {
    for (const { id } of sessions) {
      await client.request("DELETE /v1/sessions/{id}", { path: { id } });
    }
  } finally {
    await reread("session");
  }
}
