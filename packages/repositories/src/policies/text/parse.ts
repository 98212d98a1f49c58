import { requireString } from "../../validate.ts";
import { checkPolicy, policyLabel, requireNewName } from "../check-policies.ts";
import { policyLimits } from "../limits.ts";
import type { Policy } from "../policy.ts";
import { requirePolicyName } from "../policy-name.ts";
import { effectKeys, readEffect } from "./read-effect.ts";
import { readMatch } from "./read-match.ts";
import { readYaml } from "./read-yaml.ts";
import type { YamlValue } from "./yaml-value.ts";

/**
 * Parses the text form of a list of policies, which is YAML 1.2:
 *
 * ```yaml
 * version: 1
 * policies:
 *   - name: no force pushes
 *     match: { types: [git.push], where: [{ at: /force, equals: true }] }
 *     deny: force pushes are not allowed
 *   - name: releases
 *     match: { types: ["release.*"], repositories: ["acme/*"] }
 *     ask: { group: release, approvals: 2, expires_in: 4h, edit: true, on_expiry: deny }
 * ```
 *
 * Effects are `allow: true`, `deny: <reason>`, `ask: as_proposed` and `ask` with members: `approvers` (user ids) or
 * `group`, `approvals` (default 1), `expires_in` (`30s`, `15m`, `4h`, `2d`; default `1h`), `edit` (default false) and
 * `on_expiry` (`deny`, the default, or `{ escalate: { group: leads, expires_in: 2h } }`). A policy for every proposal
 * says so with `match: {}`.
 *
 * @returns frozen policies, in their order.
 * @throws {InvalidInputError} naming the field, the policy and the line: for what is not YAML, an unknown or a repeated
 *   key, a repeated name, a pattern that can never match, an alias, an anchor or a tag, more than 1000 policies, and
 *   more than 256 KiB.
 */
export function parsePolicies(text: string): readonly Policy[] {
  const root = readYaml(requireString("text", text)).members(["version", "policies"]);
  const version = root.get("version");
  if (version.scalar() !== 1) version.refuse("must be 1");
  const list = root.get("policies");
  const items = list.items();
  const { policies: most } = policyLimits;
  if (items.length > most) list.refuse(`must be at most ${most}, got ${items.length}`);
  const names = new Set<string>();
  return items.map((item, index) =>
    readPolicy(item.inPolicy(policyLabel(item.peek("name"), index)), names),
  );
}

function readPolicy(item: YamlValue, names: Set<string>): Policy {
  const members = item.members(["name", "match", ...effectKeys]);
  const written = members.get("name");
  const name = written.text();
  written.check((field) => requirePolicyName(field, name));
  written.check(() => requireNewName(name, names));
  const match =
    members.find("match") ?? item.refuse("needs match; write match: {} for every proposal");
  const { key, value } = members.getOne(effectKeys);
  const read = { name, match: readMatch(match), effect: readEffect(key, value) };
  return item.check(() => checkPolicy(read));
}
