import labeled from "@octokit/fixtures/scenarios/api.github.com/add-labels-to-issue/normalized-fixture.json" with { type: "json" };
import refused from "@octokit/fixtures/scenarios/api.github.com/errors/normalized-fixture.json" with { type: "json" };
import pages from "@octokit/fixtures/scenarios/api.github.com/paginate-issues/normalized-fixture.json" with { type: "json" };
import { afterEach, beforeEach, expect, test } from "vitest";
import { World } from "./world.ts";

/** An answer that GitHub gave. */
interface Recorded {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly response: unknown;
}

let world: World;
beforeEach(async () => {
  world = await World.open();
});
afterEach(() => world[Symbol.asyncDispose]());

/** Carries an action out, with recorded answers in place of those of the local GitHub. */
async function carryOut(
  type: string,
  payload: object,
  answers: Readonly<Record<string, Recorded | undefined>>,
) {
  const recorded: typeof fetch = (input, init) => {
    const { pathname } = new URL(input instanceof Request ? input.url : input);
    const answer = answers[`${init?.method} ${pathname.replace(/^\/repos\/[^/]+\/[^/]+/, "")}`];
    if (answer === undefined) return fetch(input, init);
    const headers = { "content-type": "application/json; charset=utf-8" };
    return Promise.resolve(Response.json(answer.response, { status: answer.status, headers }));
  };
  const action = await world.approve(type, payload);
  const [ended] = await world.run([action], { github: { ...world.settings, fetch: recorded } });
  return ended;
}

test("an issue that GitHub made has its receipt, also beside those that it listed", async () => {
  const [made] = labeled as readonly Recorded[];
  const [listed] = pages as readonly Recorded[];
  const ended = await carryOut(
    "create_issue",
    { title: "Issue without a label" },
    { "GET /issues": listed, "POST /issues": made },
  );
  const { id, number, html_url: url } = (made?.response ?? {}) as Record<string, unknown>;
  expect(ended).toMatchObject({
    state: "succeeded",
    result: { what: "created the issue", github_id: id, number, url, found: false },
  });
});

test("labels that GitHub added have their receipt", async () => {
  world.repository.addIssue({ number: 1 });
  const [, added] = labeled as readonly Recorded[];
  const ended = await carryOut(
    "add_labels",
    { number: 1, labels: ["Foo", "bAr"] },
    { "POST /issues/1/labels": added },
  );
  expect(ended).toMatchObject({ state: "succeeded", result: { what: "labeled", number: 1 } });
});

test("what GitHub refused is told in its words", async () => {
  world.repository.addIssue({ number: 1 });
  const [refusal] = refused as readonly Recorded[];
  const ended = await carryOut(
    "add_labels",
    { number: 1, labels: ["foo"] },
    { "POST /issues/1/labels": refusal },
  );
  expect(ended).toMatchObject({
    state: "failed",
    error: "GitHub refuses it (422): Validation Failed; color: invalid",
  });
});
