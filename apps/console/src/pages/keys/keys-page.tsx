import type { GivenAccessKeyJson } from "@handsfree/wire/identity";
import { type ReactNode, useMemo, useState } from "react";
import { Button } from "../../components/button/button.tsx";
import { EmptyState } from "../../components/empty-state/empty-state.tsx";
import { Page } from "../../components/page/page.tsx";
import { ShownOnce } from "../../components/shown-once/shown-once.tsx";
import { Split } from "../../components/split/split.tsx";
import { Tabs } from "../../components/tabs/tabs.tsx";
import { UntrustedText } from "../../components/untrusted-text/untrusted-text.tsx";
import { VirtualList } from "../../components/virtual-list/virtual-list.tsx";
import { hasScope, useMe } from "../../session/me.ts";
import { CreateKey } from "./create-key.tsx";
import { KeyDetail } from "./key-detail.tsx";
import { keysOf, ownKeys } from "./key-lists.ts";
import { FilterKeys } from "./filter-keys.tsx";
import { KeyRow } from "./key-row.tsx";
import { keysRoute } from "./routes.ts";
import styles from "./keys.module.css";

/** The keys by which programs call the server: the person's own, and for admins those of all. */
export function KeysPage(): ReactNode {
  const isAdmin = hasScope(useMe(), ["admin"]);
  const { id: key, ...filter } = keysRoute.useSearch();
  const { whose, user, service } = filter;
  const navigate = keysRoute.useNavigate();
  const [isCreating, setCreating] = useState(false);
  const [given, setGiven] = useState<GivenAccessKeyJson>();
  const isOwn = whose !== "all" || !isAdmin;
  const show = (id: string | undefined): void => {
    const search = isOwn ? {} : filter;
    void navigate({
      search: id === undefined ? search : { ...search, id },
      resetScroll: false,
    });
  };
  const records = useMemo(
    () => (isOwn ? ownKeys : keysOf({ user, service })),
    [isOwn, user, service],
  );
  const list = (
    <VirtualList
      empty={
        <EmptyState
          actions={
            <Button icon="plus" kind="primary" onClick={() => setCreating(true)}>
              Create a key
            </Button>
          }
          icon="keys"
          title="There is no key"
        >
          A program, such as the handsfree command, calls the server by a key.
        </EmptyState>
      }
      key={isOwn ? "own" : `all ${user ?? service ?? ""}`}
      label={isOwn ? "your keys" : "all keys"}
      list={records}
      row={(item) => (
        <KeyRow isChosen={item.id === key} isOwn={isOwn} item={item} search={isOwn ? {} : filter} />
      )}
      rowHeight={69}
      rowLabel={({ name }) => `Key ${name}`}
    />
  );
  return (
    <Page
      actions={
        <Button icon="plus" kind="primary" onClick={() => setCreating(true)}>
          Create a key
        </Button>
      }
      title="Keys"
    >
      <Split
        detail={
          key === undefined ? undefined : (
            <KeyDetail
              id={key}
              isAdmin={isAdmin}
              isOwn={isOwn}
              key={key}
              onClose={() => show(undefined)}
              onGiven={setGiven}
            />
          )
        }
        list={
          isAdmin ? (
            <Tabs
              label="Whose keys"
              onChange={(value) =>
                void navigate({ search: value === "all" ? { whose: "all" } : {} })
              }
              tabs={[
                { value: "own", label: "Your keys", content: isOwn && list },
                {
                  value: "all",
                  label: "All keys",
                  content: !isOwn && (
                    <div className={styles["all"]}>
                      <FilterKeys
                        onChange={(of) => void navigate({ search: { whose: "all", ...of } })}
                        service={service}
                        user={user}
                      />
                      <div>{list}</div>
                    </div>
                  ),
                },
              ]}
              value={isOwn ? "own" : "all"}
            />
          ) : (
            list
          )
        }
        placeholder={<EmptyState icon="keys" title="Choose a key to see what it may do" />}
      />
      <CreateKey
        isForAll={!isOwn}
        isOpen={isCreating}
        onClose={() => setCreating(false)}
        onGiven={setGiven}
      />
      <ShownOnce
        description={
          <>
            It is shown once, and the server does not keep it. Copy it to where{" "}
            <UntrustedText most={80} text={given?.key.name ?? ""} /> needs it, and do not show it to
            anyone.
          </>
        }
        name="the key"
        onClose={() => {
          const id = given?.key.id;
          setGiven(undefined);
          show(id);
        }}
        text={given?.text}
        title="The new key"
      />
    </Page>
  );
}
