import type { SignInLinkJson, UserJson } from "@handsfree/wire/identity";
import { type ReactNode, useState } from "react";
import { client } from "../../api/client.ts";
import { ActionDialog } from "../../components/action-dialog/action-dialog.tsx";
import { ShownOnce } from "../../components/shown-once/shown-once.tsx";
import { exactTime } from "../../components/time/relative.ts";
import { UntrustedText } from "../../components/untrusted-text/untrusted-text.tsx";
import { nameOfPerson } from "../../directory/directory.ts";

/** Makes a link by which a person signs in, and shows it once. */
export function SignInLink({
  person,
  isOpen,
  onClose,
}: {
  readonly person: UserJson;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}): ReactNode {
  const [link, setLink] = useState<SignInLinkJson>();
  const name = <UntrustedText most={80} text={nameOfPerson(person)} />;
  return (
    <>
      <ActionDialog
        description="The first one who opens it signs in as this person. Hand it over in a way that only they read."
        isOpen={isOpen}
        onClose={onClose}
        run={async () => {
          const body = { user_id: person.id };
          setLink(await client.request("POST /v1/sign-in-links", { body }));
        }}
        submit="Make the link"
        title={<>Make a sign-in link for {name}</>}
      />
      <ShownOnce
        description={
          <>
            It signs {name} in once, until {link && exactTime(Date.parse(link.expires_at))}. It is
            not shown again.
          </>
        }
        name="the link"
        onClose={() => setLink(undefined)}
        text={link?.url}
        title="The sign-in link"
      />
    </>
  );
}
