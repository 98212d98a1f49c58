import { settings } from "./table.ts";

const titles = {
  server: "Settings",
  "sign-in": "Settings of signing in",
  webhooks: "Settings of webhooks",
  executors: "Settings of executors",
  notifications: "Settings of notifications",
  maintenance: "Settings of maintenance",
} as const;

/** The output of `handsfree-server --help`. */
export function helpText(): string {
  const groups = Object.entries(titles).map(([group, title]) =>
    [`${title}:`, ...settings.filter((setting) => setting.group === group).flatMap(describe)].join(
      "\n",
    ),
  );
  return `${["Usage: handsfree-server\n\nServes the HandsFree HTTP API. Its settings are environment variables.", ...groups].join("\n\n")}\n`;
}

function describe({ name, type, default: standard, about }: (typeof settings)[number]): string[] {
  return [
    `  ${name} (${type}${standard === null ? "" : `; default ${standard}`})`,
    `      ${about}`,
  ];
}
