import { type ReactNode, useState } from "react";
import { Button, IconButton } from "../button/button.tsx";
import { showToast } from "../toast/show-toast.ts";

/** A button that copies a text. @param label what is copied, for example `the digest`. */
export function Copy({
  text,
  label,
  isSmall = true,
}: {
  readonly text: string;
  readonly label: string;
  /** Whether it is a drawing alone. Default true. */
  readonly isSmall?: boolean;
}): ReactNode {
  const [isCopied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      showToast({
        kind: "bad",
        title: `Could not copy ${label}`,
        description: "The browser does not allow it here. Select the text, and copy it yourself.",
      });
      return;
    }
    setCopied(true);
    setTimeout(() => setCopied(false), 1500);
  };
  const name = isCopied ? "Copied" : `Copy ${label}`;
  const icon = isCopied ? "check" : "copy";
  const onClick = (): void => void copy();
  if (isSmall) return <IconButton icon={icon} label={name} onClick={onClick} />;
  return (
    <Button icon={icon} onClick={onClick}>
      {name}
    </Button>
  );
}
