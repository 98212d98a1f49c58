/** What may stand around an answer without changing it. */
const before = ["", "yes", "ok", "okay", "please"];
const after = ["", "please", "thanks", "thank you"];
const objects = ["", "it", "this", "that", "this one", "this action", "the action"];

/** All texts of a word of each list, in order. */
function phrases(...lists: readonly (readonly string[])[]): readonly string[] {
  return lists.reduce<readonly string[]>(
    (done, words) => done.flatMap((start) => words.map((word) => `${start} ${word}`.trim())),
    [""],
  );
}

function answers(verbs: readonly string[], participles: readonly string[]): readonly string[] {
  return [
    ...phrases(before, verbs, objects, after),
    ...phrases(
      ["i"],
      verbs.filter((verb) => !participles.includes(verb)),
      objects,
    ),
    ...phrases(before, participles, after),
  ];
}

/** Whole utterances that approve. What is not in this list does not approve, however close it is. */
export const approvals: ReadonlySet<string> = new Set(answers(["approve"], ["approved"]));
/** Whole utterances that reject without a reason. */
export const rejections: ReadonlySet<string> = new Set(
  answers(["reject", "decline", "deny"], ["rejected", "declined", "denied"]),
);

/** Whole utterances that ask for something else than a decision. */
export const requests = {
  wait: new Set([
    ...phrases(["", "please"], ["wait", "hold on", "hold it", "not now", "later", "stop"]),
    ...phrases(["wait"], ["a"], ["second", "minute", "moment", "bit"]),
    ...phrases(["never mind", "nevermind", "cancel", "skip", "skip it", "nothing", "leave it"]),
    ...phrases(["ask me later", "no", "no wait", "wait wait", "not yet", "let me think"]),
  ]),
  repeat: new Set([
    ...phrases(["", "please"], ["repeat", "say", "read"], ["it", "that", "this"], ["", "again"]),
    ...phrases(["", "please"], ["repeat", "again", "once more", "one more time"], ["", "please"]),
    ...phrases(["pardon", "come again", "what was that", "what did you say"]),
  ]),
  details: new Set([
    ...phrases(["", "more", "the", "read the", "read me the", "what are the"], ["details"]),
    ...phrases(["", "the", "read the", "read me the", "what are the"], ["arguments"]),
    ...phrases(["details please", "detail", "tell me more", "more"]),
  ]),
} as const satisfies Record<string, ReadonlySet<string>>;
