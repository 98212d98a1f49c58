import { type SettingName, settings } from "./table.ts";

/** The environment variables of a process. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The value of a setting; undefined when it is not set. */
export function findSetting(environment: Environment, name: SettingName): string | undefined {
  return environment[name];
}

/** The value of a setting, or its default. */
export function settingOrDefault(environment: Environment, name: SettingName): string {
  return environment[name] ?? settings.find((setting) => setting.name === name)?.default ?? "";
}

const familySuffix = /<[A-Z]+>$/;

/** The settings of a family such as `STANDARD_WEBHOOKS_<NAME>`, each with the part of its name that was chosen. */
export function findFamily(
  environment: Environment,
  name: SettingName,
): { readonly variable: string; readonly chosen: string; readonly value: string }[] {
  const prefix = name.replace(familySuffix, "");
  return Object.entries(environment).flatMap(([variable, value]) =>
    variable.startsWith(prefix) && value !== undefined
      ? [{ variable, chosen: variable.slice(prefix.length), value }]
      : [],
  );
}

/** Whether the name is that of a setting. */
export function isSetting(variable: string): boolean {
  return settings.some(({ name }) =>
    familySuffix.test(name)
      ? variable.startsWith(name.replace(familySuffix, ""))
      : variable === name,
  );
}
