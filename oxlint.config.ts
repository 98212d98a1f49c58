import { defineConfig } from "oxlint";

/** Imports that only some packages may use. An override replaces a rule, so each one lists everything it forbids. */
const drivers = {
  group: ["@duckdb/*", "kysely-duckdb", "pg"],
  message: "Only packages/query imports a database driver.",
};
const apps = {
  group: ["@handsfree/server", "@handsfree/cli", "@handsfree/console"],
  message: "Nothing imports an app.",
};
const testkit = { group: ["@handsfree/testkit"], message: "The testkit is for tests." };
const migrator = {
  group: ["@handsfree/migrator", "@handsfree/migrations"],
  message: "repositories -> query, schema, and nothing else of ours.",
};
const ours = {
  group: ["@handsfree/*", "!@handsfree/schema"],
  message: "wire -> schema, and nothing else of ours.",
};
const oursOfExecutors = {
  group: [
    "@handsfree/*",
    "!@handsfree/query",
    "!@handsfree/repositories",
    "!@handsfree/repositories/*",
    "!@handsfree/schema",
  ],
  message: "executors -> query, repositories and schema, and nothing else of ours.",
};
const oursButWire = {
  group: ["@handsfree/*", "!@handsfree/wire"],
  message: "client -> wire, and nothing else of ours.",
};
const oursButClientOfAgents = {
  group: ["@handsfree/*", "!@handsfree/client"],
  message: "agents -> client, and nothing else of ours.",
};
const oursButClient = {
  group: ["@handsfree/*", "!@handsfree/client", "!@handsfree/wire"],
  message: "console -> client and wire, and nothing else of ours.",
};
const node = { group: ["node:*"], message: "Browsers run wire, schema, client and console." };

interface Restriction {
  readonly group: string[];
  readonly message: string;
}
type Rules = NonNullable<ReturnType<typeof defineConfig>["rules"]>;

function forbids(...patterns: Restriction[]): Rules {
  return { "no-restricted-imports": ["error", { patterns }] };
}

export default defineConfig({
  plugins: ["typescript", "import", "unicorn", "vitest", "node"],
  categories: { correctness: "error", suspicious: "error", perf: "error" },
  ignorePatterns: ["**/dist/**"],
  rules: {
    "no-await-in-loop": "off",
    "import/no-cycle": ["error", { ignoreTypes: false }],
    "import/no-unassigned-import": "off",
    "import/no-named-as-default-member": "off",
    "import/no-named-as-default": "off",
    "unicorn/consistent-function-scoping": "off",
    "typescript/no-explicit-any": "error",
    "typescript/no-non-null-assertion": "error",
    "typescript/consistent-type-imports": "error",
    "typescript/no-floating-promises": "error",
    "typescript/no-misused-promises": "error",
    "typescript/no-unsafe-type-assertion": "off",
    eqeqeq: "error",
    "no-console": "error",
    "no-underscore-dangle": "off",
    ...forbids(drivers, apps),
  },
  overrides: [
    {
      files: ["packages/*/test/histories/*.ts"],
      rules: { "vitest/no-standalone-expect": "off" },
    },
    { files: ["{packages,apps}/*/src/**"], rules: forbids(drivers, apps, testkit) },
    {
      files: ["packages/repositories/src/**"],
      rules: forbids(drivers, apps, testkit, migrator),
    },
    { files: ["packages/executors/src/**"], rules: forbids(drivers, oursOfExecutors) },
    { files: ["packages/wire/src/**"], rules: forbids(ours, node) },
    { files: ["packages/client/src/**"], rules: forbids(oursButWire, node) },
    { files: ["packages/agents/src/**"], rules: forbids(oursButClientOfAgents) },
    {
      files: ["apps/console/src/**"],
      plugins: ["typescript", "import", "unicorn", "react", "jsx-a11y"],
      rules: {
        ...forbids(oursButClient, node),
        "react/react-in-jsx-scope": "off",
        "react/rules-of-hooks": "error",
        "react/exhaustive-deps": "error",
        // Lists call a prop for each of their rows.
        "react/no-unstable-nested-components": ["error", { allowAsProps: true }],
        // For parts of one text, and rows without a record.
        "react/no-array-index-key": "off",
        "jsx-a11y/prefer-tag-over-role": "off",
        // The articles of a feed have the focus, as the WAI-ARIA Authoring Practices say.
        "jsx-a11y/no-noninteractive-tabindex": "off",
        "jsx-a11y/no-noninteractive-element-interactions": "off",
        // It is about the compiler of React, which is not used.
        "react/incompatible-library": "off",
        // It takes channels for windows.
        "unicorn/require-post-message-target-origin": "off",
      },
    },
    {
      // Their fixture expects.
      files: ["apps/console/test/**"],
      rules: { "vitest/no-standalone-expect": "off", "vitest/expect-expect": "off" },
    },
    { files: ["packages/schema/src/**"], rules: forbids(drivers, apps, testkit, node) },
    { files: ["packages/query/**"], rules: forbids(apps, testkit) },
    { files: ["benchmarks/**"], rules: forbids(apps) },
    { files: ["examples/**", "scripts/**", "benchmarks/**"], rules: { "no-console": "off" } },
  ],
});
