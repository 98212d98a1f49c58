import { type ReactNode, useId, useRef } from "react";
import { Button } from "../../../components/button/button.tsx";
import { classNames } from "../../../components/class-names.ts";
import { Copy } from "../../../components/copy/copy.tsx";
import { type ProblemPlace, ProblemNote } from "./problem-note.tsx";
import styles from "./text-editor.module.css";

/** In pixels, as in the style. */
const lineHeight = 20;

/** The policies as a text, with the numbers of its lines and what is wrong at its place. */
export function TextEditor({
  text,
  place,
  onChange,
}: {
  readonly text: string;
  readonly place: ProblemPlace;
  /** Undefined for somebody who may only read it. */
  readonly onChange: ((text: string) => void) | undefined;
}): ReactNode {
  const id = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  const gutter = useRef<HTMLDivElement>(null);
  const { line } = place;
  const count = text.split("\n").length;
  const follow = (): void => {
    const top = field.current?.scrollTop ?? 0;
    gutter.current?.style.setProperty("transform", `translateY(${-top}px)`);
  };
  const goTo = (wanted: number): void => {
    const start = text.split("\n", wanted - 1).join("\n").length + (wanted > 1 ? 1 : 0);
    const end = text.indexOf("\n", start);
    field.current?.focus();
    field.current?.setSelectionRange(start, end === -1 ? text.length : end);
    field.current?.scrollTo({ top: Math.max(0, (wanted - 4) * lineHeight) });
  };
  return (
    <div className={styles["frame"]}>
      <div className={styles["bar"]}>
        <div>
          <label htmlFor={id}>The policies in YAML</label>
          {onChange !== undefined && (
            <p className={styles["hint"]} id={`${id}-hint`}>
              What you change becomes a draft, which decides nothing until you save it.
            </p>
          )}
        </div>
        <Copy label="the text" text={text} />
      </div>
      <div className={styles["editor"]} dir="ltr">
        <div aria-hidden="true" className={styles["gutter"]}>
          <div ref={gutter}>
            <pre className={styles["numbers"]}>
              {Array.from({ length: count }, (_, index) => index + 1).join("\n")}
            </pre>
            {line !== undefined && (
              <span
                className={styles["mark"]}
                style={{ insetBlockStart: 8 + (line - 1) * lineHeight }}
              >
                {line}
              </span>
            )}
          </div>
        </div>
        <textarea
          aria-describedby={`${id}-${place.problem === undefined ? "hint" : "problem"}`}
          aria-invalid={place.problem !== undefined}
          autoCapitalize="off"
          autoComplete="off"
          autoCorrect="off"
          className={classNames(styles["text"])}
          id={id}
          onChange={({ target }) => onChange?.(target.value)}
          onScroll={follow}
          readOnly={onChange === undefined}
          ref={field}
          rows={Math.min(Math.max(count + 1, 12), 32)}
          spellCheck={false}
          value={text}
          wrap="off"
        />
      </div>
      <div id={`${id}-problem`}>
        <ProblemNote place={place}>
          {line !== undefined && (
            <div>
              <Button onClick={() => goTo(line)}>Go to line {line}</Button>
            </div>
          )}
        </ProblemNote>
      </div>
    </div>
  );
}
