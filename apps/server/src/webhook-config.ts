import { InvalidInputError } from "@handsfree/query";
import {
  githubSource,
  standardWebhooksSource,
  webhookIntake,
  type WebhookIntake,
  type WebhookIntakeSettings,
  type WebhookSource,
} from "@handsfree/repositories/webhooks";
import {
  type Environment,
  findFamily,
  findSetting,
  settingOrDefault,
} from "./settings/environment.ts";

/**
 * The senders that may deliver. `GITHUB_WEBHOOK_SECRET` is one secret of any characters; white space around it is
 * refused, since it is hardly ever a part of the secret (a file ends with a line break) and no signature would verify.
 * `GITHUB_WEBHOOK_SECRETS` are several, separated by white space. `STANDARD_WEBHOOKS_ACME` makes the source `acme`, with
 * its `whsec_…` and `whpk_…` separated by white space or, as Supabase shows several, by `|`.
 *
 * @throws {InvalidInputError} naming the variable, without a secret.
 */
export function readWebhookSources(environment: Environment): WebhookSource[] {
  const one = settingOrDefault(environment, "GITHUB_WEBHOOK_SECRET");
  const several = settingOrDefault(environment, "GITHUB_WEBHOOK_SECRETS");
  const secrets = [...(one ? [one] : []), ...words(several)];
  const github =
    secrets.length === 0
      ? []
      : [withVariableName("GITHUB_WEBHOOK_SECRET", () => githubSource({ secrets }))];
  const standard = findFamily(environment, "STANDARD_WEBHOOKS_<NAME>").map(
    ({ variable, chosen, value }) =>
      withVariableName(variable, () => standardSource(variable, chosen, value)),
  );
  return [...github, ...standard];
}

function standardSource(variable: string, chosen: string, value: string): WebhookSource {
  const name = chosen.toLowerCase();
  if (!/^[a-z0-9][a-z0-9_]{0,62}$/.test(name)) {
    throw new InvalidInputError(
      variable,
      `must end in the name of the source: letters, digits, underscores`,
    );
  }
  if (name === "github") {
    throw new InvalidInputError(
      variable,
      "is reserved, since GitHub has a source of its own; set GITHUB_WEBHOOK_SECRET",
    );
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
 * Reads the settings `WEBHOOK_…`: which deliveries are taken in, and which parts of them are kept.
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
    settings[name] = withVariableName(
      variable,
      () => webhookIntake({ [name]: Number(value) })[name],
    );
  }
  const headers = findSetting(environment, "WEBHOOK_HEADERS");
  if (headers !== undefined) {
    const keptHeaders = headers.split(",").map((name) => name.trim());
    settings.keptHeaders = keptHeaders.filter(Boolean);
    withVariableName("WEBHOOK_HEADERS", () => webhookIntake(settings));
  }
  return webhookIntake(settings);
}

function words(text: string): string[] {
  return text.split(/\s+/).filter(Boolean);
}

/** Names the variable in errors, in place of the field that it sets. */
function withVariableName<Value>(variable: string, make: () => Value): Value {
  try {
    return make();
  } catch (error) {
    if (error instanceof InvalidInputError) throw new InvalidInputError(variable, error.problem);
    throw error;
  }
}
