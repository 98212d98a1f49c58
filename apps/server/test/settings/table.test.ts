import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { readConfig } from "../../src/config.ts";
import { isSetting } from "../../src/settings/environment.ts";
import { helpText } from "../../src/settings/help.ts";
import { settings } from "../../src/settings/table.ts";
import { readMaintenanceOptions } from "../../src/maintenance/config.ts";

const root = fileURLToPath(new URL("../../../../", import.meta.url));
const names = settings.map(({ name }) => name);
/** Names as an operator would set them. */
const variables = names.map((name) => name.replace("<NAME>", "ACME_1"));

/** What is read of an environment in which nothing is set. */
function namesThatAreRead(): Set<string> {
  const read = new Set<string>();
  const environment = new Proxy<Record<string, string>>(
    {},
    {
      get: (_target, name) => (typeof name === "string" ? void read.add(name) : undefined),
      ownKeys: () => {
        read.add("every name");
        return [];
      },
    },
  );
  readConfig(environment);
  readMaintenanceOptions(environment);
  return read;
}

test("each setting of the table is read, and none besides", () => {
  const family = "every name";
  const expected = names.map((name) => (name.includes("<") ? family : name));
  expect([...namesThatAreRead()].toSorted()).toEqual([...new Set(expected)].toSorted());
});

test("the README tells the table", () => {
  const readme = readFileSync(`${root}apps/server/README.md`, "utf8");
  const tables = readme.split("\n\n").filter((block) => block.startsWith("| environment"));
  const rows = tables.flatMap((table) =>
    table
      .split("\n")
      .slice(2)
      .map((line) => line.split("|").map((cell) => cell.trim()))
      .map(([, name, standard, about]) => [name, standard, about]),
  );
  expect(rows).toEqual(
    settings.map((setting) => [
      `\`${setting.name}\``,
      setting.default === null ? "" : `\`${setting.default}\``,
      `${setting.type}: ${setting.about}`,
    ]),
  );
});

test("--help tells the table", () => {
  const text = helpText();
  for (const { name, default: standard, about } of settings) {
    expect(text).toContain(`  ${name} (`);
    expect(text).toContain(about);
    expect(text).toContain(standard === null ? name : `default ${standard})`);
  }
});

test("the defaults of the table are those that hold", () => {
  const defaults = Object.fromEntries(
    settings.flatMap(({ name, default: standard }) =>
      standard === null ? [] : [[name, standard]],
    ),
  );
  // Where nothing is set, the repository has its own limit, which is the same.
  const { openActionLimit, ...set } = readConfig(defaults);
  const { openActionLimit: unset, ...unchanged } = readConfig({});
  expect([openActionLimit, unset]).toEqual([100, undefined]);
  expect(set).toEqual(unchanged);
  expect(readMaintenanceOptions(defaults)).toEqual(readMaintenanceOptions({}));
});

test("each setting reaches the server through turbo, and so does a misspelt one", () => {
  const misspelt = ["GITHUB_WEBHOOK_SECRET_", "WEBHOOK_MAX_BODY_BYTE", "RETENTION_DAYS"];
  const { PATH, HOME } = process.env;
  const set = Object.fromEntries([...variables, ...misspelt].map((name) => [name, "set"]));
  const output = execFileSync(
    `${root}node_modules/.bin/turbo`,
    ["run", "start", "--filter=@handsfree/server", "--dry=json"],
    { cwd: root, env: { PATH, HOME, TURBO_TELEMETRY_DISABLED: "1", ...set }, encoding: "utf8" },
  );
  const { globalCacheInputs } = JSON.parse(output.slice(output.indexOf("{"))) as {
    globalCacheInputs: { environmentVariables: { passthrough: string[] } };
  };
  const passed = globalCacheInputs.environmentVariables.passthrough;
  const passedNames = passed.map((variable) => variable.replace(/=.*/, ""));
  expect(new Set(passedNames)).toEqual(new Set(Object.keys(set)));
});

test("what is a setting is known by its name", () => {
  expect(variables.filter((name) => !isSetting(name))).toEqual([]);
  expect(["GITHUB_WEBHOOK_SECRET_", "host", "PATH", ""].filter(isSetting)).toEqual([]);
});
