import { describe, expect, test } from "vitest";
import { advance } from "../../src/spoken/dialogue/advance.ts";
import type { Dialogue } from "../../src/spoken/dialogue/dialogue.ts";
import { DialogueRun, type Settlement } from "../../src/spoken/dialogue/run-dialogue.ts";
import type { SpokenAnswer } from "../../src/spoken/understand/understand.ts";
import { heardNothing, heardText, ScriptedSpeech, settled } from "./scripted-speech.ts";

const action = {
  id: "an id",
  digest: "v2:00",
  isStrong: false,
  name: "Merge number 12",
  opening: "Grace asks, quote: Merge number 12. End of quote.",
  details: "1 argument. number: 12. End of arguments.",
};

/** A conversation whose server answers when the test says so. */
function converse({ isStrong = false } = {}) {
  const speech = new ScriptedSpeech();
  const decided: { readonly digest: string; readonly answer: SpokenAnswer }[] = [];
  const answers: ((settlement: Settlement) => void)[] = [];
  const shown: Dialogue[] = [];
  const run = new DialogueRun(
    { ...action, isStrong },
    {
      speech,
      decide: ({ digest }, answer) => {
        decided.push({ digest, answer });
        const { promise, resolve } = Promise.withResolvers<Settlement>();
        answers.push(resolve);
        return promise;
      },
      onChange: (dialogue) => shown.push(dialogue),
    },
  );
  const settle = async (text: string, isTaken = true): Promise<void> => {
    answers.shift()?.({ text, isTaken });
    await settled();
  };
  /** Lets the playback end, and says something. */
  const say = async (heard: Parameters<ScriptedSpeech["hears"]>[0]): Promise<void> => {
    await speech.played();
    await speech.hears(heard);
  };
  const last = (): string => run.dialogue.captions.at(-1)?.text ?? "";
  return { speech, decided, shown, run, settle, say, last };
}

describe("an answer", () => {
  test("is repeated, confirmed and sent, and the outcome is said", async () => {
    const { speech, decided, run, settle, say, last } = converse();
    expect(speech.spoken.at(-1)).toMatch(/^Grace asks, .* Say approve, reject, .* or wait\.$/);
    await say("approve");
    expect(decided).toEqual([]);
    expect(last()).toBe(
      "You said approve. Say yes to approve Merge number 12, or anything else to stop.",
    );
    await say("yes");
    expect(decided).toEqual([{ digest: "v2:00", answer: { intent: "approve" } }]);
    expect(run.dialogue.phase.name).toBe("deciding");
    await settle("Approved.");
    expect(speech.spoken.at(-1)).toBe("Approved.");
    await speech.played();
    expect(run.dialogue).toMatchObject({ phase: { name: "ended" }, ending: "answered" });
    expect(speech.order).toEqual(["speak", "listen", "speak", "listen", "speak"]);
  });

  test("rejects with the reason, which is repeated", async () => {
    const { decided, say, last } = converse();
    await say("reject because the tests fail");
    expect(last()).toContain("You said reject, because the tests fail. Say yes to reject");
    await say("yes please");
    expect(decided[0]?.answer).toEqual({ intent: "reject", reason: "the tests fail" });
  });

  test.each([
    ..."no / yes? / approve / yeah / wait / yes reject it".split(" / "),
    heardNothing("silence"),
    heardText("yes", { confidence: 0.4 }),
    heardText("yes", { isFinal: false }),
  ])("is not sent after %j in place of a yes", async (instead) => {
    const { decided, run, speech, say } = converse();
    await say("approve");
    await say(instead);
    await speech.played();
    expect(decided).toEqual([]);
    expect(run.dialogue).toMatchObject({ phase: { name: "ended" }, ending: "stopped" });
  });

  test("is sent once, whatever comes after it", async () => {
    const { decided, run, say, settle } = converse();
    await say("approve");
    await say("yes");
    run.send({ type: "heard", turn: run.dialogue.turn, heard: heardText("yes") });
    run.send({ type: "played", turn: run.dialogue.turn, end: "ended" });
    run.send({ type: "overtaken", text: "It was approved by you." });
    expect(run.dialogue.phase.name).toBe("deciding");
    await settle("Approved.");
    expect(decided).toHaveLength(1);
  });

  test("on its way cannot be taken back; its outcome is then shown and not said", async () => {
    const { speech, run, say, settle, last } = converse();
    await say("approve");
    await say("yes");
    run.send({ type: "stopped" });
    expect(run.dialogue.phase.name).toBe("deciding");
    const before = speech.spoken.length;
    await settle("Approved.");
    expect(speech.spoken).toHaveLength(before);
    expect(last()).toBe("Approved.");
    expect(run.dialogue).toMatchObject({ phase: { name: "ended" }, ending: "answered" });
  });
});

describe("an action that takes a passkey", () => {
  test("is not approved by voice", async () => {
    const { decided, run, speech, say, last } = converse({ isStrong: true });
    await say("approve");
    expect(last()).toContain("A voice is not enough");
    await speech.played();
    expect(run.dialogue).toMatchObject({ phase: { name: "ended" }, ending: "passkey" });
    expect(speech.isListening).toBe(false);
    expect(decided).toEqual([]);
  });

  test("is rejected by voice", async () => {
    const { decided, say } = converse({ isStrong: true });
    await say("reject");
    await say("yes");
    expect(decided).toHaveLength(1);
  });
});

describe("what is heard while something is played", () => {
  test("does not count, whatever its turn", async () => {
    const { speech, decided, run } = converse();
    for (const turn of [0, 1, 2, 3]) {
      run.send({ type: "heard", turn, heard: heardText("approve") });
      run.send({ type: "hearing", turn, text: "approve" });
    }
    expect(speech.isPlaying).toBe(true);
    expect(run.dialogue).toMatchObject({ phase: { name: "speaking" }, interim: "" });
    expect(run.dialogue.captions).toHaveLength(1);
    await speech.played();
    await speech.hears("approve");
    // A yes to a repetition that is still played is none.
    for (const turn of [2, 3, 4]) {
      run.send({ type: "heard", turn, heard: heardText("yes") });
    }
    expect(decided).toEqual([]);
    await speech.played();
    expect(speech.isListening).toBe(true);
    expect(decided).toEqual([]);
  });

  test("nor does what an earlier listening reports late", async () => {
    const { speech, decided, run } = converse();
    await speech.played();
    const early = run.dialogue.turn;
    await speech.hears("approve");
    await speech.played();
    run.send({ type: "heard", turn: early, heard: heardText("yes") });
    expect(decided).toEqual([]);
    expect(run.dialogue.phase).toEqual({ name: "listening", to: "yes" });
    speech.interim("y");
    await speech.hears("no");
    expect(decided).toEqual([]);
  });

  test.each(["cancelled", "failed"] as const)(
    "and after a playback that was %s nobody listens",
    async (end) => {
      const { speech, run, last } = converse();
      await speech.played(end);
      expect(speech.isListening).toBe(false);
      expect(last()).toContain("could not be read aloud");
      expect(run.dialogue.phase.name).toBe("ended");
    },
  );
});

describe("no answer", () => {
  test("wait leaves it open", async () => {
    const { decided, run, speech, say, last } = converse();
    await say("wait");
    expect(last()).toBe("Nothing was decided. It still waits.");
    await speech.played();
    expect(run.dialogue).toMatchObject({ phase: { name: "ended" }, ending: "put-off" });
    expect(decided).toEqual([]);
  });

  test.each([
    ["approve it tomorrow", "should I approve it"],
    [heardNothing("silence"), heardNothing("silence")],
    [heardText("approve", { confidence: 0.3 }), "hello"],
  ])("twice unsure ends it: %j, %j", async (first, second) => {
    const { decided, run, speech, say, last } = converse();
    await say(first);
    expect(run.dialogue.phase).toEqual({ name: "speaking", next: "answer" });
    await say(second);
    expect(last()).toContain("Nothing was decided");
    await speech.played();
    expect(run.dialogue).toMatchObject({ phase: { name: "ended" }, ending: "stopped" });
    expect(decided).toEqual([]);
  });

  test("details and repeat are read, and then it is asked again", async () => {
    const { speech, say, last, decided } = converse();
    await say("details");
    expect(last()).toContain("1 argument. number: 12.");
    await say("repeat");
    expect(last()).toContain("Grace asks");
    await say("approve");
    await say("yes");
    expect(decided).toHaveLength(1);
    expect(speech.order.filter((each) => each === "listen")).toHaveLength(4);
  });

  test("a voice that asks for details forever does not keep it going", async () => {
    const { run, speech, say, decided } = converse();
    for (let time = 0; time < 100 && run.dialogue.phase.name !== "ended"; time += 1) {
      if (run.dialogue.ending === undefined) await say("details");
      else await speech.played();
    }
    expect(run.dialogue.phase.name).toBe("ended");
    expect(run.dialogue.captions.length).toBeLessThan(60);
    expect(decided).toEqual([]);
  });

  test.each(["aborted", "not-allowed", "no-microphone", "network", "failed"] as const)(
    "a recognizer that ends by %s ends it, also with words",
    async (end) => {
      const { run, speech, say, decided } = converse();
      await say(heardText("approve", { end }));
      await speech.played();
      expect(run.dialogue).toMatchObject({ phase: { name: "ended" }, ending: "stopped" });
      expect(decided).toEqual([]);
    },
  );
});

describe("from outside", () => {
  test.each(["speaking", "listening"] as const)("another decision ends it while %s", async (at) => {
    const { run, speech, decided, last } = converse();
    if (at === "listening") await speech.played();
    run.send({ type: "overtaken", text: "It was rejected by Grace." });
    await settled();
    expect(speech.isListening).toBe(false);
    expect(last()).toBe("It was rejected by Grace.");
    expect(run.dialogue.phase).toEqual({ name: "speaking", next: "end" });
    await speech.played();
    expect(run.dialogue).toMatchObject({ phase: { name: "ended" }, ending: "stopped" });
    expect(decided).toEqual([]);
  });

  test("between the answer and its yes it is not sent", async () => {
    const { run, speech, decided, say } = converse();
    await say("approve");
    await speech.played();
    run.send({ type: "overtaken", text: "It has expired." });
    run.send({ type: "heard", turn: run.dialogue.turn, heard: heardText("yes") });
    await speech.played();
    expect(decided).toEqual([]);
  });

  test.each(["hidden", "stopped"] as const)("%s ends it without a word", async (type) => {
    const { run, speech, decided, last } = converse();
    await speech.played();
    const before = speech.spoken.length;
    run.send({ type });
    await settled();
    expect(speech.isListening).toBe(false);
    expect(speech.spoken).toHaveLength(before);
    expect(last()).toContain("Nothing was decided");
    expect(run.dialogue.phase.name).toBe("ended");
    expect(decided).toEqual([]);
  });

  test("nothing changes what has ended", async () => {
    const { run, decided } = converse();
    run.send({ type: "stopped" });
    const { dialogue } = run;
    for (const event of [
      { type: "overtaken", text: "x" },
      { type: "hidden" },
      { type: "stopped" },
      { type: "heard", turn: dialogue.turn, heard: heardText("yes") },
      { type: "played", turn: dialogue.turn, end: "ended" },
      { type: "settled", turn: dialogue.turn, isTaken: true, text: "x" },
    ] as const) {
      expect(advance(dialogue, event)).toEqual({ dialogue, effects: [] });
    }
    expect(decided).toEqual([]);
  });
});
