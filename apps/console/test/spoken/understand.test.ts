import { describe, expect, test } from "vitest";
import type { HeardResult } from "../../src/spoken/speech/speech.ts";
import { isClearYes, understand } from "../../src/spoken/understand/understand.ts";

/** What a recognizer reports of an utterance that it is sure of. @param others what it considered besides. */
function heard(transcript: string, others: readonly string[] = [], confidence = 0.92): HeardResult {
  const rest = others.map((other) => ({ transcript: other, confidence: 0 }));
  return { alternatives: [{ transcript, confidence }, ...rest], isFinal: true };
}

/** Utterances by what they mean, one a line. */
const utterances = {
  approve: `
    approve
    Approve.
    APPROVE
    approve!
    approved
    approve it
    Approve it.
    approve this
    approve that
    approve this one
    approve the action
    approve this action
    I approve
    i approve it
    I approve this action
    yes approve
    Yes, approve it.
    yes, approved
    ok approve
    okay, approve it
    please approve
    please approve it
    approve please
    approve it, please
    approve it thanks
    approve it thank you
    Okay, approve it, please.
    ok approve this, thank you`,
  reject: `
    reject
    Reject.
    rejected
    reject it
    reject this
    I reject
    i reject it
    yes reject it
    ok reject
    please reject it
    reject it please
    decline
    decline it
    declined
    deny
    deny it
    denied
    I decline`,
  wait: `
    wait
    Wait.
    wait a moment
    wait a second
    please wait
    wait wait
    hold on
    not now
    later
    stop
    never mind
    cancel
    skip
    no
    no wait
    not yet
    ask me later
    let me think`,
  repeat: `
    repeat
    repeat it
    please repeat that
    say that again
    say it again
    again
    once more
    pardon
    Pardon?
    what did you say
    read it again`,
  details: `
    details
    Details?
    more details
    details please
    read the details
    read me the arguments
    what are the arguments?
    the arguments
    tell me more
    more`,
  unsure: `
    approve?
    Approve it?
    approved?
    do I approve
    should I approve it
    should I approve it?
    can you approve it
    could you approve that
    who can approve it
    would you approve it
    is it approved
    was it approved
    did you approve it
    don't approve
    don’t approve it
    do not approve
    do not approve it
    never approve it
    not approve
    no approve
    no, approve it
    I don't approve
    I can't approve it
    I cannot approve this
    I won't approve
    I would approve
    I might approve it
    I will approve it
    I approved it
    I approved it yesterday
    I disapprove
    disapprove
    disapproved
    unapprove
    approve it tomorrow
    approve it later
    approve tonight
    approve after lunch
    approve if the tests pass
    approve it if it is green
    approve when ready
    approve unless it fails
    approve but squash it
    approve only the first
    approve the first one
    approve all
    approve everything
    approve both
    approve and merge
    approve and reject
    approve or reject
    approve approve
    approve wait
    approve, no wait
    approve hold on
    approve no
    approve not
    approve stop
    approve cancel that
    approve never mind
    approve reject
    reject approve
    reject no approve
    reject it no approve it
    wait approve
    wait, approve it
    maybe approve
    uh approve
    um, approve it
    well approve it
    so approve
    just approve it
    go on and approve it
    he said approve
    she says approve it
    say approve
    the word approve
    to approve
    approve octopus
    approve number twelve
    approve ticket 12
    approval
    approver
    approves
    approving
    approved by Grace
    a proof
    a prove
    improve
    improve it
    prove it
    the proof
    a groove
    remove it
    a move
    approve a bowl
    yes
    yeah
    yes please
    ok
    okay
    sure
    go ahead
    do it
    confirm
    accept
    merge it
    ship it
    looks good
    lgtm
    reject?
    should I reject it
    don't reject it
    do not reject
    never reject it
    reject or approve
    reject it tomorrow
    no reject it
    eject
    project
    reject because
    reject because I approve the other one
    reject it because nope actually approve it
    reject it because never mind
    reject because it should be approved
    reject because why?
    what
    what?
    why
    who asks
    what time is it
    hello
    thank you
    the quick brown fox
    aprobar
    approuve
    genehmigen
    аpprove
    approve\u200b it
    ap prove`,
} as const;

const rows = Object.entries(utterances).flatMap(([intent, lines]) =>
  lines
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .map((line) => ({ intent, line })),
);

test("the table has at least 150 utterances, each once", () => {
  expect(rows.length).toBeGreaterThan(150);
  expect(new Set(rows.map(({ line }) => line)).size).toBe(rows.length);
});

test.each(rows)("$line is $intent", ({ intent, line }) => {
  expect(understand([heard(line)]).intent).toBe(intent);
});

describe("reasons", () => {
  test.each([
    ["reject because the tests fail", "the tests fail"],
    ["Reject it, because it is too risky.", "it is too risky."],
    ["I reject it because of the freeze", "the freeze"],
    ["deny it because we must wait for Grace", "we must wait for Grace"],
    ["decline because I do not know octo/repo", "I do not know octo/repo"],
  ])("%s", (line, reason) => {
    expect(understand([heard(line)])).toEqual({ intent: "reject", reason });
  });
});

describe("what the recognizer is not sure of", () => {
  test.each([0, 0.1, 0.59, Number.NaN])("confidence %s decides nothing", (confidence) => {
    for (const line of ["approve", "reject", "reject because it fails"]) {
      expect(understand([heard(line, [], confidence)]).intent).toBe("unsure");
    }
    expect(isClearYes([heard("yes", [], confidence)], { intent: "approve" })).toBe(false);
  });

  test("what may still change decides nothing", () => {
    expect(understand([{ ...heard("approve"), isFinal: false }]).intent).toBe("unsure");
    expect(understand([heard("approve"), { ...heard("it"), isFinal: false }]).intent).toBe(
      "unsure",
    );
  });

  test("nothing, or a result without a text, decides nothing", () => {
    expect(understand([]).intent).toBe("unsure");
    expect(understand([{ alternatives: [], isFinal: true }]).intent).toBe("unsure");
    expect(understand([heard("  ")]).intent).toBe("unsure");
  });

  test.each([
    "don't approve",
    "do not approve",
    "approve it tomorrow",
    "approve?",
    "reject",
    "wait approve",
    "disapprove",
    "approve the other one",
    "can approve",
    "no",
  ])("approve, which can also have been: %s", (other) => {
    expect(understand([heard("approve", [other])]).intent).toBe("unsure");
    expect(understand([heard("approve", ["approve it", other])]).intent).toBe("unsure");
  });

  test.each(["approve", "don't reject", "reject?", "wait", "do not reject it"])(
    "reject, which can also have been: %s",
    (other) => {
      expect(understand([heard("reject", [other])]).intent).toBe("unsure");
    },
  );

  test("words that sound like an approval do not take it away", () => {
    const others = ["improve", "a proof", "approved", "approve it", "a prove"];
    expect(understand([heard("approve", others)]).intent).toBe("approve");
    expect(understand([heard("reject", ["eject", "project"])]).intent).toBe("reject");
  });

  test("parts of one utterance are one, and the least certain counts", () => {
    expect(understand([heard("approve"), heard("it")]).intent).toBe("approve");
    expect(understand([heard("approve"), heard("no wait")]).intent).toBe("unsure");
    expect(understand([heard("don't"), heard("approve")]).intent).toBe("unsure");
    expect(understand([heard("approve"), heard("it", [], 0.3)]).intent).toBe("unsure");
    expect(understand([heard("approve"), heard("it", ["if it is green"])]).intent).toBe("unsure");
  });
});

describe("the yes to the answer that was repeated", () => {
  const approve = { intent: "approve" } as const;
  const reject = { intent: "reject", reason: null } as const;
  test.each(["yes", "Yes.", "yes please", "yes, approve", "yes approve it", "Yes I approve"])(
    "%s",
    (line) => {
      expect(isClearYes([heard(line)], approve)).toBe(true);
    },
  );
  test.each([
    "",
    ..."yes? / yes yes / yeah / yep / ok / sure / no / yes no / yes but later / yes if".split(
      " / ",
    ),
    ..."yes reject / yes to approve / approve / say yes / yes wait / guess / not yes".split(" / "),
    "say yes to approve merge octo slash repo or anything else to stop",
  ])("%s is none", (line) => {
    expect(isClearYes([heard(line)], approve)).toBe(false);
  });
  test("what it can also have been counts", () => {
    expect(isClearYes([heard("yes", ["guess", "chess", "yes please"])], approve)).toBe(true);
    for (const other of ["no", "yes?", "yes reject it", "yes but wait", "don't"]) {
      expect(isClearYes([heard("yes", [other])], approve)).toBe(false);
    }
    expect(isClearYes([heard("yes", ["yes approve"])], reject)).toBe(false);
    expect(isClearYes([heard("yes reject it")], reject)).toBe(true);
  });
});
