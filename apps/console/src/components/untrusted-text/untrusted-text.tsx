import { type ReactNode, useState } from "react";
import { classNames } from "../class-names.ts";
import { cutText, showInvisible } from "./show-invisible.ts";
import styles from "./untrusted-text.module.css";

/** The most that is drawn, also when a person asks for all. */
const mostShown = 100_000;

interface UntrustedTextProps {
  readonly text: string;
  /** How many characters are shown at first. Default 400. */
  readonly most?: number;
  /** Whether line ends are kept. Default false. */
  readonly hasLines?: boolean;
  /** Whether a person may have the rest shown. Not within a link or a button. Default true. */
  readonly canExpand?: boolean;
}

/**
 * A text that a stranger can have written. It cannot change what is around it: it has its own direction, and characters
 * that do not show are written out.
 */
export function UntrustedText({
  text,
  most = 400,
  hasLines = false,
  canExpand = true,
}: UntrustedTextProps): ReactNode {
  const [isWhole, setWhole] = useState(false);
  const limit = isWhole ? mostShown : most;
  const isCut = text.length > limit;
  const parts = showInvisible(isCut ? cutText(text, limit) : text);
  return (
    <>
      <bdi className={classNames(styles["text"], hasLines && styles["lines"])} dir="auto">
        {parts.map((part, index) =>
          part.isEscape ? (
            <span className={styles["escape"]} key={index}>
              {part.text}
            </span>
          ) : (
            part.text
          ),
        )}
        {isCut && "…"}
      </bdi>
      {isCut && canExpand && !isWhole && (
        <button className={styles["more"]} onClick={() => setWhole(true)} type="button">
          Show all ({text.length.toLocaleString("en")} characters)
        </button>
      )}
    </>
  );
}
