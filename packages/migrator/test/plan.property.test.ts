import fc from "fast-check";
import { expect, inject, test } from "vitest";
import { plan } from "../src/index.ts";
import { anyWorld, soundWorld, type World } from "./plan/arbitrary.ts";
import { faults } from "./plan/faults.ts";
import { recorded } from "./plan/history.ts";

const runs = { numRuns: inject("depth") === "deep" ? 2000 : 400 };

/** All but the order in which problems are named. */
function planOf({ files, history, engine }: World, allowChanged = false): ReturnType<typeof plan> {
  return plan(files, history, { engine, allowChanged });
}

/** What is on record after the steps. */
function afterSteps(world: World): World {
  const { steps, accepts } = planOf(world, true);
  const ran = new Set(steps.map(({ migration }) => migration.version));
  return {
    ...world,
    history: [
      ...world.history
        .filter(({ version }) => !ran.has(version))
        .map((row) => {
          const accepted = accepts.find(({ version }) => version === row.version);
          return accepted ? { ...row, acceptedChecksum: accepted.checksum } : row;
        }),
      ...steps.map(({ migration }) => recorded(migration.version, migration.sql)),
    ],
  };
}

test("without a flaw: the rest of the files, in order, and nothing after them", () => {
  fc.assert(
    fc.property(soundWorld, (world) => {
      const { state, steps, problems } = planOf(world);
      expect(problems).toEqual([]);
      const count = new Set(world.files.map(({ file }) => file.slice(0, 5))).size;
      expect(steps.map(({ migration }) => migration.number)).toEqual(
        Array.from({ length: count - world.applied }, (_, index) => world.applied + index + 1),
      );
      expect(state).toBe(steps.length > 0 ? "pending" : "current");
      expect(planOf(afterSteps(world))).toMatchObject({
        state: "current",
        steps: [],
        problems: [],
      });
    }),
    runs,
  );
});

test("whatever is wrong, and however much at once, each cause is named", () => {
  const spoiling = fc.array(
    fc.tuple(fc.constantFrom(...Object.keys(faults)), fc.integer({ min: 1, max: 7 })),
    { minLength: 1, maxLength: 4 },
  );
  fc.assert(
    fc.property(soundWorld, spoiling, (sound, choices) => {
      let world: World = sound;
      const causes: { kinds: readonly string[]; about: string }[] = [];
      // One a version: a file that is taken away cannot be told to be changed as well.
      for (const [name, number] of new Map(choices.map((choice) => [choice[1], choice])).values()) {
        const spoilt = faults[name]?.(world, `00${number}_m`);
        if (spoilt === undefined) continue;
        world = spoilt.world;
        causes.push(spoilt);
      }
      const { problems, steps } = planOf(world);
      for (const { kinds, about } of causes) {
        const named = problems.filter((problem) => problem.about.includes(about));
        const asItIs = named.some(({ kind }) => kinds.includes(kind));
        const inWords = named.every(({ message }) => message.includes(about));
        expect({ about, asItIs, inWords }).toEqual({ about, asItIs: true, inWords: true });
      }
      expect(causes.length > 0 && steps.length > 0).toBe(false);
    }),
    runs,
  );
});

test("a number that is taken away leaves a gap, and one that is applied late is out of order", () => {
  fc.assert(
    fc.property(soundWorld, fc.nat(), (world, at) => {
      const pending = planOf(world).pending;
      fc.pre(pending.length > 1);
      const index = at % (pending.length - 1);
      const [one, next] = pending.slice(index);
      const files = world.files.filter(({ file }) => !file.startsWith(`${one?.version}.`));
      expect(planOf({ ...world, files }).problems).toMatchObject([
        { kind: "gap", about: [next?.file] },
      ]);
      const history = [...world.history, recorded(next?.version ?? "", next?.sql)];
      expect(
        planOf({ ...world, history }).problems.map(({ kind, about }) => [kind, ...about]),
      ).toEqual(pending.slice(0, index + 1).map(({ file }) => ["out_of_order", file]));
    }),
  );
});

test("anything at all: a plan that applies, or problems; and no file is left out of both", () => {
  let sound = 0;
  fc.assert(
    fc.property(anyWorld, fc.boolean(), (world, allowChanged) => {
      const { steps, pending, recorded: rows, problems, accepts } = planOf(world, allowChanged);
      const named = new Set(problems.flatMap(({ about }) => about));
      const dealtWith = new Set([
        ...pending.map(({ version }) => version),
        ...rows.flatMap(({ file, version }) => (file === undefined ? [] : [version])),
      ]);
      const leftOut = world.files.filter(
        ({ file }) => !named.has(file) && !dealtWith.has(file.split(".")[0] ?? ""),
      );
      const strange = rows.filter(
        ({ version, file }) =>
          file === undefined &&
          !named.has(version) &&
          !world.files.some(({ sql }) => sql.includes(`tolerates ${version}`)),
      );
      expect({ leftOut, strange, rows: rows.length }).toEqual({
        leftOut: [],
        strange: [],
        rows: world.history.length,
      });
      expect(named.size > 0).toBe(problems.length > 0);
      expect(steps.length > 0 && problems.length > 0).toBe(false);
      if (problems.length > 0) return;

      sound++;
      // With nothing in the way all that is pending runs, in order, after all that is applied.
      expect(steps.map(({ migration }) => migration)).toEqual(pending);
      const numbers = steps.map(({ migration }) => migration.number);
      expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
      expect(allowChanged || accepts.length === 0).toBe(true);
      const after = planOf(afterSteps(world), allowChanged);
      expect(after).toMatchObject({ state: "current", steps: [], problems: [], accepts: [] });
    }),
    { numRuns: 5000 },
  );
  // The property says little if chance never makes a world that fits.
  expect(sound).toBeGreaterThan(50);
});

test("the order in which files and rows are given does not matter", () => {
  const shuffled = anyWorld.chain((world) =>
    fc.record({
      world: fc.constant(world),
      files: fc.shuffledSubarray([...world.files], { minLength: world.files.length }),
      history: fc.shuffledSubarray([...world.history], { minLength: world.history.length }),
    }),
  );
  fc.assert(
    fc.property(shuffled, ({ world, files, history }) => {
      // Of two files with one name nobody can say which is first.
      fc.pre(new Set(files.map(({ file }) => file)).size === files.length);
      expect(planOf({ ...world, files, history })).toEqual(planOf(world));
    }),
    runs,
  );
});
