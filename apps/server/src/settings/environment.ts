import { type SettingName, settings } from "./table.ts";

/** Where settings are set. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What a setting is set to; undefined where it is not. */
export function findSetting(environment: Environment, name: SettingName): string | undefined {
  return environment[name];
}

/** What a setting is set to, or its default. */
export function settingOrDefault(environment: Environment, name: SettingName): string {
  return environment[name] ?? settings.find((setting) => setting.name === name)?.default ?? "";
}

const familySuffix = /<[A-Z]+>$/;

/** Settings whose names an operator completes, with what was chosen: `<NAME>` of `STANDARD_WEBHOOKS_<NAME>`. */
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

/** Whether a variable is a setting. */
export function isSetting(variable: string): boolean {
  return settings.some(({ name }) =>
    familySuffix.test(name)
      ? variable.startsWith(name.replace(familySuffix, ""))
      : variable === name,
  );
}
