import { HandsFreeProblem } from "@handsfree/client";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { client } from "../../api/client.ts";

/** What the server says about a text of policies. */
export interface CheckedText {
  /** The text that it is about. */
  readonly text: string;
  /** What is wrong first, and the way out; undefined if nothing is. */
  readonly problem: string | undefined;
  /** The line of it, from 1; undefined if it has none. */
  readonly line: number | undefined;
}

/** How long a person must pause before their text is checked, in milliseconds. */
const pause = 500;

/** Asks the server what is wrong with a text, once the person pauses. Undefined until it has answered. */
export function useCheck(text: string, isAllowed: boolean): CheckedText | undefined {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), pause);
    return () => clearTimeout(timer);
  }, [text]);
  const { data } = useQuery({
    queryKey: ["policy check", settled],
    queryFn: ({ signal }) => checkText(settled, signal),
    enabled: isAllowed,
    placeholderData: (before) => before,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 30_000,
  });
  return data?.text === text ? data : undefined;
}

/** Asks the server what is wrong with a text. */
export async function checkText(text: string, signal?: AbortSignal): Promise<CheckedText> {
  if (text === "") return { text, problem: "The text is empty.", line: undefined };
  try {
    await client.request("POST /v1/policies/check", { body: { text }, signal });
    return { text, problem: undefined, line: undefined };
  } catch (error) {
    if (!(error instanceof HandsFreeProblem) || error.status !== 400) throw error;
    const line = /\bline (\d+)\)$/.exec(error.detail)?.[1];
    return { text, problem: error.detail, line: line === undefined ? undefined : Number(line) };
  }
}
