import { signGithubPayload } from "@handsfree/repositories/webhooks";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { TestApi, webhookSecret } from "./api.ts";
import { type Shape, shapes } from "./shapes.ts";

let api: TestApi;
beforeAll(async () => {
  api = await TestApi.start({ openActionLimit: 1_000_000 });
});
afterAll(() => api[Symbol.asyncDispose]());

const small = 16 * 1024;
/** So much more work makes what grows with the square 256 times as slow. */
const factor = 16;
/** For what grows with the size alone: collections of garbage, and code that is compiled meanwhile. */
const tolerance = 3;
/** What a request costs whatever is in it, and the grain of what is measured, in microseconds. */
const noise = 20_000;

/** Long enough for a clock that ticks every few milliseconds. */
const measured = 10_000;

/** The processor time of this thread, which does not grow when other processes run, as a mean of several requests. */
async function cost(send: () => Promise<unknown>): Promise<number> {
  const before = process.threadCpuUsage();
  for (let requests = 1; ; requests++) {
    await send();
    const { user, system } = process.threadCpuUsage(before);
    if (user + system >= measured || requests >= 10) return (user + system) / requests;
  }
}

/** What the larger request takes, as a share of the most that it may. */
async function shareOf(send: (bytes: number) => () => Promise<unknown>): Promise<number> {
  const one = send(small);
  const many = send(small * factor);
  const limit = (await cost(one)) * factor * tolerance + noise;
  let most = await cost(many);
  // Again where it seems to be too much: code is compiled, and garbage collected, meanwhile.
  if (most > limit) most = await cost(many);
  return most / limit;
}

/** The routes that take JSON, with a body in which the shape stands wherever there is room for it. */
const bodies: Readonly<Record<string, (json: string) => string>> = {
  "/v1/action-logs": (json) =>
    `{"action_type":"merge_pr","ok":true,"request":${json},"result":[${json}]}`,
  "/v1/commands": (json) => {
    const whole = json.startsWith('"') ? (JSON.parse(json) as string) : json;
    const transcript = JSON.stringify(whole.toWellFormed().slice(0, 100_000));
    return `{"input_type":"text","status":"ok","transcript":${transcript},"entities":[${json},${json}]}`;
  },
  "/v1/pending-actions": (json) =>
    `{"summary":"Merge","action_type":"merge_pr","action_payload":${json}}`,
  "/v1/pending-actions/{id}/succeed": (json) => `{"lease_token":"t","result":${json}}`,
  "/v1/pending-actions/{id}/fail": (json) =>
    `{"lease_token":"t","error":${json.startsWith('"') ? json : '"e"'},"result":${json}}`,
  "/v1/webhook-events/{id}/fail": (json) =>
    `{"lease_token":"t","error":${json.startsWith('"') ? json : '"e"'}}`,
  "/v1/webhook-events/{id}/ignore": (json) =>
    `{"lease_token":"t","reason":${json.startsWith('"') ? json : '"e"'}}`,
};
const id = "019a2f6e-0000-7000-8000-0000000000aa";

let keys = 0;
const poster = (path: string, bodyOf: (json: string) => string, shape: Shape) => {
  return (bytes: number) => {
    const body = bodyOf(shape(bytes));
    return () =>
      api.post(path.replace("{id}", id), body, undefined, { "idempotency-key": `k${keys++}` });
  };
};

describe.for(Object.entries(bodies))("%s takes no more than its share of", ([path, bodyOf]) => {
  test.for(Object.entries(shapes))("%s", async ([, shape]) => {
    expect(await shareOf(poster(path, bodyOf, shape))).toBeLessThanOrEqual(1);
  });
});

test("a body that is a shape takes no more than its share, wherever it is sent", async () => {
  const paths = Object.entries(api.app.swagger().paths ?? {}).flatMap(([path, methods]) =>
    "post" in methods && path !== "/v1/webhooks/{source}" ? [path] : [],
  );
  expect(paths).toEqual(expect.arrayContaining(Object.keys(bodies)));
  const some = [
    "deep lists",
    "a list that never ends",
    "many members",
    "one letter",
    "backslashes",
  ];
  for (const path of paths) {
    for (const name of some) {
      const share = await shareOf(poster(path, (json) => json, shapes[name] as Shape));
      expect({ path, name, share }).toMatchObject({ share: expect.toSatisfy((is) => is <= 1) });
    }
  }
});

test("a delivery takes no more than its share of its body, whatever that is", async () => {
  for (const [name, shape] of Object.entries(shapes)) {
    const share = await shareOf((bytes) => {
      const body = shape(bytes);
      const signature = signGithubPayload(webhookSecret, body);
      return () =>
        api.deliver(body, {
          "x-github-delivery": `d${keys++}`,
          "x-hub-signature-256": signature,
        });
    });
    expect({ name, share }).toMatchObject({ share: expect.toSatisfy((is) => is <= 1) });
  }
});
