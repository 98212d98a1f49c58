import { expect, test } from "vitest";
import { stranger, TestApi } from "./api.ts";

interface Settings {
  readonly enabled: boolean;
  readonly rules: readonly { readonly rule: string; readonly days: number | null }[];
  readonly privacy_modes: readonly object[];
}
const daysOf = ({ rules }: Settings, name: string) => rules.find(({ rule }) => rule === name)?.days;

test("the defaults are told, and that they are off", async () => {
  await using api = await TestApi.start();
  const settings = (await api.get("/v1/retention")).json<Settings>();
  expect(settings).toMatchObject({ enabled: false, default_privacy_mode: "strict" });
  expect(daysOf(settings, "webhook_payloads")).toBe(30);
  expect(daysOf(settings, "action_logs")).toBeNull();
  expect(settings.privacy_modes).toContainEqual({
    mode: "strict",
    transcript: "when_asked",
    transcript_days: 30,
    repeated_transcript: "masked",
    entities_days: 90,
  });
});

test("the server's own periods are told to every caller", async () => {
  await using api = await TestApi.start({ retention: { webhookPayloads: 14, commands: null } });
  api.giveScopes(stranger, ["commands:read"]);
  const settings = (await api.get("/v1/retention", stranger)).json<Settings>();
  expect(settings.enabled).toBe(true);
  expect(daysOf(settings, "webhook_payloads")).toBe(14);
  expect(daysOf(settings, "commands")).toBeNull();
});
