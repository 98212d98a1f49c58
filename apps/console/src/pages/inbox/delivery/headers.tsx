import type { ReactNode } from "react";
import { Facts } from "../../../components/card/card.tsx";
import { UntrustedText } from "../../../components/untrusted-text/untrusted-text.tsx";

/** The headers of a delivery that are kept. */
export function Headers({
  headers,
}: {
  readonly headers: Readonly<Record<string, string>> | null;
}): ReactNode {
  if (headers === null || Object.keys(headers).length === 0) {
    return <p>No header was kept. The server keeps those of WEBHOOK_HEADERS.</p>;
  }
  return (
    <Facts
      rows={Object.entries(headers).map(([name, value]) => [
        name,
        <code key={name}>
          <UntrustedText most={300} text={value} />
        </code>,
      ])}
    />
  );
}
