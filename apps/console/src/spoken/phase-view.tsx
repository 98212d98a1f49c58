import type { ReactNode } from "react";
import { classNames } from "../components/class-names.ts";
import { Icon, type IconName } from "../components/icons/icons.tsx";
import styles from "./conversation.module.css";
import type { Dialogue } from "./dialogue/dialogue.ts";

/** What happens now: a drawing, a word, and what the person can do. */
export function PhaseView({ dialogue }: { readonly dialogue: Dialogue }): ReactNode {
  const { icon, word, hint } = describe(dialogue);
  return (
    <div className={styles["phase"]}>
      <span className={classNames(styles["sign"], styles[dialogue.phase.name])}>
        <Icon name={icon} size={36} />
      </span>
      {/* The words themselves are heard. A screen reader says only what happens. */}
      <p className={styles["word"]} role="status">
        {word}
      </p>
      <p className={styles["hint"]}>{hint}</p>
    </div>
  );
}

interface Described {
  readonly icon: IconName;
  readonly word: string;
  readonly hint: string;
}

function describe({ phase, ending, answer }: Dialogue): Described {
  switch (phase.name) {
    case "speaking":
      return {
        icon: "listen",
        word: phase.next === "yes" ? `Understood: ${answer?.intent ?? ""}` : "Speaking",
        hint: phase.next === "end" ? "" : "The microphone is off until this ends.",
      };
    case "listening":
      return phase.to === "yes"
        ? { icon: "microphone", word: "Listening", hint: "Say yes, or anything else to stop." }
        : {
            icon: "microphone",
            word: "Listening",
            hint: "Say approve, reject, details, repeat or wait.",
          };
    case "deciding":
      return { icon: "waiting", word: "Sending your answer", hint: "" };
    default:
      if (ending === "passkey") {
        return {
          icon: "keys",
          word: "It takes your passkey",
          hint: "Then approve it on the page.",
        };
      }
      return ending === "answered"
        ? { icon: "check", word: "Answered", hint: "" }
        : { icon: "close", word: "Ended without an answer", hint: "" };
  }
}
