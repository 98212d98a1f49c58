import { InvalidInputError } from "@handsfree/query";
import {
  githubSource,
  standardWebhooksSource,
  webhookIntake,
  type WebhookIntake,
  type WebhookIntakeSettings,
  type WebhookSource,
} from "@handsfree/repositories";
import {
  type Environment,
  findFamily,
  findSetting,
  settingOrDefault,
} from "./settings/environment.ts";

/**
 * Who may deliver. `GITHUB_WEBHOOK_SECRET` is one secret, whatever its characters; white space around it is refused,
 * since it is hardly ever a part of the secret (a file ends with a line break) and nothing would verify with it.
 * `GITHUB_WEBHOOK_SECRETS` are several, by white space. `STANDARD_WEBHOOKS_ACME` makes the source `acme`, with its
 * `whsec_…` and `whpk_…` by white space or, as Supabase shows several, by `|`.
 *
 * @throws {InvalidInputError} naming the variable, without a secret.
 */
export function readWebhookSources(environment: Environment): WebhookSource[] {
  const one = settingOrDefault(environment, "GITHUB_WEBHOOK_SECRET");
  const several = settingOrDefault(environment, "GITHUB_WEBHOOK_SECRETS");
  const secrets = [...(one ? [one] : []), ...words(several)];
  const github =
    secrets.length === 0 ? [] : [of("GITHUB_WEBHOOK_SECRET", () => githubSource({ secrets }))];
  const standard = findFamily(environment, "STANDARD_WEBHOOKS_<NAME>").map(
    ({ variable, chosen, value }) => of(variable, () => standardSource(variable, chosen, value)),
  );
  return [...github, ...standard];
}

function standardSource(variable: string, chosen: string, value: string): WebhookSource {
  const name = chosen.toLowerCase();
  if (!/^[a-z0-9][a-z0-9_]{0,62}$/.test(name)) {
    throw new InvalidInputError(
      variable,
      `must end in the source's name: letters, digits, underscores`,
    );
  }
  if (name === "github") {
    throw new InvalidInputError(variable, "is GitHub's name; set GITHUB_WEBHOOK_SECRET for it");
  }
  return standardWebhooksSource({ name, secrets: words(value.replaceAll("|", " ")) });
}

const numbers = [
  ["WEBHOOK_BODY_LIMIT", "maximumBody"],
  ["WEBHOOK_BODY_WINDOW", "bodyWindowSeconds"],
  ["WEBHOOK_FORGED_BODY_LIMIT", "maximumForgedBody"],
  ["WEBHOOK_FORGED_PER_HOUR", "forgedPerHour"],
] as const;

/**
 * What is taken in, by the settings `WEBHOOK_…`.
 *
 * @throws {InvalidInputError} naming the variable.
 */
export function readWebhookIntake(environment: Environment): WebhookIntake {
  const settings: { -readonly [Name in keyof WebhookIntakeSettings]: WebhookIntakeSettings[Name] } =
    {};
  for (const [variable, name] of numbers) {
    const value = findSetting(environment, variable);
    if (value === undefined || value === "") continue;
    if (!/^\d{1,15}$/.test(value)) {
      throw new InvalidInputError(variable, `is ${JSON.stringify(value)}; give a whole number`);
    }
    settings[name] = of(variable, () => webhookIntake({ [name]: Number(value) })[name]);
  }
  const headers = findSetting(environment, "WEBHOOK_HEADERS");
  if (headers !== undefined) {
    const keptHeaders = headers.split(",").map((name) => name.trim());
    settings.keptHeaders = keptHeaders.filter(Boolean);
    of("WEBHOOK_HEADERS", () => webhookIntake(settings));
  }
  return webhookIntake(settings);
}

function words(text: string): string[] {
  return text.split(/\s+/).filter(Boolean);
}

/** Says which variable it was, since whoever set it knows no other name. */
function of<Value>(variable: string, make: () => Value): Value {
  try {
    return make();
  } catch (error) {
    if (error instanceof InvalidInputError) throw new InvalidInputError(variable, error.problem);
    throw error;
  }
}
