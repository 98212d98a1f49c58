import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { client } from "../../api/client.ts";
import { Note } from "../../components/note/note.tsx";

const day = 86_400_000;

/** How many forged deliveries came in the last day, since in a flood only some of them are in the list. */
export function RejectionCounts(): ReactNode {
  const [since] = useState(() => new Date(Date.now() - day).toISOString());
  const { data } = useQuery({
    queryKey: ["webhook_event", "rejections", since],
    queryFn: ({ signal }) =>
      client.request("GET /v1/webhook-rejections", { query: { since }, signal }),
  });
  if (data === undefined || data.items.length === 0) return null;
  const sum = (name: "kept" | "dropped"): number =>
    data.items.reduce((total, count) => total + count[name], 0);
  const [kept, dropped] = [sum("kept"), sum("dropped")];
  const all = (kept + dropped).toLocaleString("en");
  return (
    <Note
      kind={dropped > 0 ? "warn" : "plain"}
      title={`${all} forged ${kept + dropped === 1 ? "delivery" : "deliveries"} in the last day`}
    >
      {dropped > 0 && (
        <p>
          {kept.toLocaleString("en")} of them are kept, and {dropped.toLocaleString("en")} were only
          counted, since there were too many in an hour.
        </p>
      )}
    </Note>
  );
}
