import { type ReactNode, useMemo, useState } from "react";
import { Button } from "../../../components/button/button.tsx";
import { Facts } from "../../../components/card/card.tsx";
import { Copy } from "../../../components/copy/copy.tsx";
import { JsonTree } from "../../../components/json-tree/json-tree.tsx";
import { UntrustedText } from "../../../components/untrusted-text/untrusted-text.tsx";
import styles from "./body-content.module.css";
import { hexDump, readBody } from "./body-text.ts";

/** How many bytes that are no text are shown. */
const mostHex = 4096;

/** The bytes of a body as a tree, or as they came. */
export function BodyContent({
  bytes,
  id,
}: {
  readonly bytes: Uint8Array;
  readonly id: string;
}): ReactNode {
  const { text, repository, sender } = useMemo(() => readBody(bytes), [bytes]);
  const [isRaw, setRaw] = useState(false);
  return (
    <div className={styles["body"]}>
      <Facts
        rows={[
          ["Repository", repository !== undefined && <UntrustedText text={repository} />],
          ["Sender", sender !== undefined && <UntrustedText text={sender} />],
        ]}
      />
      <div className={styles["tools"]}>
        {text !== undefined && (
          <Button onClick={() => setRaw(!isRaw)}>
            {isRaw ? "Show the tree" : "Show the text"}
          </Button>
        )}
        <span className={styles["space"]} />
        {text !== undefined && <Copy label="the body" text={text} />}
        <a className={styles["link"]} download={`${id}.body`} href={payloadAddress(id)}>
          Download
        </a>
      </div>
      {text === undefined ? (
        <>
          <p>The body is no text. These are its first bytes.</p>
          <pre aria-label="Bytes of the body" className={styles["raw"]} tabIndex={0}>
            {hexDump(bytes, mostHex)}
          </pre>
        </>
      ) : isRaw ? (
        <pre aria-label="Body as it came" className={styles["raw"]} tabIndex={0}>
          <UntrustedText hasLines most={20_000} text={text} />
        </pre>
      ) : (
        <JsonTree label="Body" text={text} />
      )}
    </div>
  );
}

function payloadAddress(id: string): string {
  return `/v1/webhook-events/${encodeURIComponent(id)}/payload`;
}
