import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { defaultPrivacyMode, privacyRules } from "@handsfree/repositories/commands";
import {
  retentionDays,
  retentionDefaults,
  retentionRuleNames,
  snakeCaseRule,
} from "@handsfree/repositories/privacy";
import { ref } from "@handsfree/wire";
import { renderRetentionSettings, RetentionSettingsSchema } from "@handsfree/wire/privacy";
import { problemResponses } from "../../http/problem.ts";
import { NoQuery } from "../../http/schemas.ts";
import type { Services } from "../../services.ts";

export const retentionRoute: FastifyPluginAsyncTypebox<Services> = async (app, { retention }) => {
  app.get(
    "/v1/retention",
    {
      config: { access: { scopes: [] } },
      schema: {
        operationId: "getRetention",
        summary: "What is kept, and for how long",
        description:
          "A record goes when `enabled` is true and the days of its rule have passed. The contents of a command that have an expiry, which the command tells, go then in any case.",
        tags: ["export"],
        querystring: NoQuery,
        response: { 200: ref(RetentionSettingsSchema), ...problemResponses(400) },
      },
    },
    async () => {
      const days = retentionDays(retention);
      const rules = retentionRuleNames.map((name) => {
        const { removes, since } = retentionDefaults[name];
        return { rule: snakeCaseRule(name), days: days[name], removes, since };
      });
      const enabled = retention !== undefined;
      return renderRetentionSettings({ enabled, rules, defaultPrivacyMode, privacyRules });
    },
  );
};
