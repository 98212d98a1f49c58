/**
 * Replaces the Web Speech API of a page by one that a test drives. A text is played in a few milliseconds, unless it is
 * held. A recognizer that is on takes what is said; without one nobody hears it.
 */
export const webSpeechScript = `(() => {
  const recognizers = [];
  const queue = [];
  let active, playing, isHeld = false;

  class SpeechSynthesisUtterance extends EventTarget {
    constructor(text) { super(); this.text = text; this.lang = ""; }
  }
  const fail = (target, error) => target.dispatchEvent(Object.assign(new Event("error"), { error }));
  const next = () => {
    if (playing !== undefined || queue.length === 0) return;
    playing = queue.shift();
    if (playing.text !== "") speechTest.played.push(playing.text);
    playing.dispatchEvent(new Event("start"));
    finishLater(playing);
  };
  const finishLater = (utterance) => setTimeout(() => {
    if (isHeld || playing !== utterance) return;
    playing = undefined;
    utterance.dispatchEvent(new Event("end"));
    next();
  }, 3);
  const speechSynthesis = {
    speak: (utterance) => { queue.push(utterance); setTimeout(next); },
    cancel: () => {
      const canceled = [...(playing === undefined ? [] : [playing]), ...queue.splice(0)];
      playing = undefined;
      for (const each of canceled) fail(each, "canceled");
    },
    resume: () => {},
  };
  const resultsOf = (transcript, confidence) => {
    const result = Object.assign([{ transcript, confidence }], { isFinal: true });
    return Object.assign(new Event("result"), { results: [result] });
  };
  class SpeechRecognition extends EventTarget {
    constructor() { super(); recognizers.push(this); }
    start() {
      if (active !== undefined) throw new DOMException("already on", "InvalidStateError");
      active = this;
      setTimeout(() => this.dispatchEvent(new Event("start")));
    }
    stop() { this.abort(); }
    abort() {
      if (active === this) active = undefined;
    }
  }
  globalThis.speechTest = {
    played: [],
    hold: (held) => { isHeld = held; if (!held && playing !== undefined) finishLater(playing); },
    say: (text) => {
      const taker = active;
      if (taker === undefined) return false;
      taker.dispatchEvent(resultsOf(text, 0.9));
      active = undefined;
      taker.dispatchEvent(new Event("end"));
      return true;
    },
    reportLate: (text) => {
      for (const each of recognizers) {
        each.dispatchEvent(resultsOf(text, 0.9));
        each.dispatchEvent(new Event("end"));
      }
    },
  };
  for (const [name, value] of Object.entries({
    SpeechSynthesisUtterance, speechSynthesis, SpeechRecognition, webkitSpeechRecognition: SpeechRecognition,
  })) {
    Object.defineProperty(globalThis, name, { value, configurable: true });
  }
})();`;
