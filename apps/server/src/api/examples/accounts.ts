import type { Examples } from "./example.ts";
import { given, ids } from "./values.ts";

const user = { id: ids.user };
const key = { id: ids.key };

/** The answer of an authenticator as a browser sends it, without its bytes, which are base64url. */
const credential = {
  id: "the-id-of-the-passkey",
  rawId: "the-id-of-the-passkey",
  type: "public-key",
  clientExtensionResults: {},
};
const clientDataJSON = "what-the-browser-signs";

/** Users, services, keys, and how people sign in. */
export const accountExamples: Examples = {
  getNotificationOptions: {},
  listNotificationChannels: {},
  createNotificationChannel: {
    body: {
      kind: "web_push",
      subscription: {
        endpoint: "https://push.example.com/5f2d8c0a",
        keys: {
          // Of RFC 8291, section 5.
          p256dh:
            "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
          auth: "BTBZMqHH6r4Tts7J_aSIgg", // cspell:disable-line
        },
      },
      name: "Phone",
      quiet_hours: {
        time_zone: "Europe/Berlin",
        from: "22:00",
        until: "07:00",
        urgent_passes: true,
      },
    },
  },
  getNotificationChannel: { path: { id: ids.channel } },
  changeNotificationChannel: {
    path: { id: ids.channel },
    body: { profiles: ["default", "kitchen"], content: "summary" },
  },
  deleteNotificationChannel: { path: { id: ids.channel } },
  testNotificationChannel: { path: { id: ids.channel } },
  getHealth: {},
  listProblems: {},
  getProblem: { path: { code: "already_decided" } },
  getLiveness: {},
  getReadiness: {},
  getMetrics: {},
  getMe: {},
  exportUser: {},
  listOwnKeys: { query: { limit: 20 } },
  createOwnKey: { body: { name: "my laptop", scopes: ["actions:propose", "actions:decide"] } },
  getOwnKey: { path: key },
  revokeOwnKey: { path: key },

  listUsers: { query: { limit: 20 } },
  createUser: { body: { email: "ada@example.org", display_name: "Ada", role: "approver" } },
  getUser: { path: user },
  changeUser: { path: user, body: { display_name: "Ada Lovelace" } },
  disableUser: { path: user },
  enableUser: { path: user },

  listServices: { query: { limit: 20 } },
  createService: { body: { name: "deploy-bot", kind: "agent" } },
  getService: { path: { id: ids.service } },
  disableService: { path: { id: ids.service } },
  enableService: { path: { id: ids.service } },

  listKeys: { query: { service_id: ids.service, limit: 20, expand: ["names"] } },
  createKey: {
    body: {
      name: "production",
      scopes: ["actions:propose", "actions:execute"],
      service_id: ids.service,
      acts_for: [ids.user],
    },
  },
  getKey: { path: key, query: { expand: ["names"] } },
  rotateKey: { path: key, body: { overlap_seconds: 3600 } },
  revokeKey: { path: key },

  createSignInLink: { body: { user_id: ids.user } },
  previewSignInLink: { body: { code: given.linkCode } },
  signInByLink: { body: { code: given.linkCode } },
  listSessions: { query: { limit: 20 } },
  endSession: { path: { id: ids.session } },
  endSessions: {},
  signOut: {},

  getPasskeySignInOptions: {},
  signInByPasskey: {
    body: {
      response: {
        ...credential,
        response: {
          clientDataJSON,
          authenticatorData: "what-the-authenticator-says",
          signature: "the-signature",
        },
      },
    },
  },
  getPasskeyRegistrationOptions: {},
  addPasskey: {
    body: {
      name: "phone",
      response: {
        ...credential,
        response: { clientDataJSON, attestationObject: "the-public-key", transports: ["internal"] },
      },
    },
  },
  listPasskeys: {},
  removePasskey: { path: { id: ids.passkey } },
};
