import {
  changeNotificationChannel,
  createNotificationChannel,
  deleteNotificationChannel,
  deliverNotifications,
  findNotificationChannel,
  findSlackPerson,
  linkSlackChannel,
  listNotificationChannels,
  testNotificationChannel,
} from "../../src/entries/notifications.ts";
import { on, type Rows } from "./row.ts";
import { ended, id, userId } from "./samples.ts";

const by = userId;
const signingKey = new Uint8Array(32);
const quietHours = {
  timeZone: "Europe/Berlin",
  from: "22:00",
  until: "07:00",
  urgentPasses: true,
};
const choices = { name: "n", profiles: ["workout"], quietHours, content: "summary" } as const;
const member = { team: "T0123ABCD", user: "U0123ABCD" };
const address = { kind: "ntfy", url: "https://ntfy.example/t" } as const;

/** The ways by which people are notified. */
export const notifications: Rows = {
  createNotificationChannel: {
    ...on(createNotificationChannel, { ...choices, userId, address, signingKey, by }),
    alsoTaken: [null],
  },
  changeNotificationChannel: {
    ...on(changeNotificationChannel, { ...choices, userId, id, enabled: true, by }),
    alsoTaken: [null],
  },
  deleteNotificationChannel: on(deleteNotificationChannel, { userId, id, by }),
  findNotificationChannel: on(findNotificationChannel, { userId, id }),
  listNotificationChannels: on(listNotificationChannels, userId),
  linkSlackChannel: on(linkSlackChannel, { code: "c", member, signingKey }),
  findSlackPerson: on(findSlackPerson, { member, signingKey }),
  testNotificationChannel: on(testNotificationChannel, { userId, id }),
  deliverNotifications: on(deliverNotifications, {
    signingKey,
    send: async () => ({ outcome: "sent" }),
    concurrency: 1,
    pollMilliseconds: 1,
    random: () => 0,
    signal: ended,
  }),
};
