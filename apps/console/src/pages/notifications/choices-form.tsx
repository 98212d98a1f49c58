import type { ReactNode } from "react";
import { TextInput } from "../../components/field/field.tsx";
import type { ChannelKind } from "./channel-queries.ts";
import type { ChannelChoices } from "./choices.ts";
import { ChooseContent } from "./choose-content.tsx";
import { ChooseProfiles } from "./choose-profiles.tsx";
import { ChooseQuietHours } from "./choose-quiet-hours.tsx";

/** What a person chooses for a channel of any kind. */
export function ChoicesForm({
  kind,
  choices,
  onChange,
}: {
  readonly kind: ChannelKind;
  readonly choices: ChannelChoices;
  readonly onChange: (choices: ChannelChoices) => void;
}): ReactNode {
  return (
    <>
      <TextInput
        hint="You recognize the channel by this, for example phone."
        label="Name (optional)"
        maxLength={100}
        onChange={({ target }) => onChange({ ...choices, name: target.value })}
        value={choices.name}
      />
      <ChooseContent
        content={choices.content}
        kind={kind}
        onChange={(content) => onChange({ ...choices, content })}
      />
      <ChooseQuietHours
        onChange={(quietHours) => onChange({ ...choices, quietHours })}
        quietHours={choices.quietHours}
      />
      <ChooseProfiles
        onChange={(profiles) => onChange({ ...choices, profiles })}
        profiles={choices.profiles}
      />
    </>
  );
}
