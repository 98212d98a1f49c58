import {
  authenticate,
  changeUser,
  createKey,
  createOwnKey,
  createService,
  createUser,
  disableService,
  disableUser,
  enableService,
  enableUser,
  findKey,
  findService,
  findUser,
  findUserByEmail,
  KeyUse,
  listKeys,
  listServices,
  listUsers,
  parseKey,
  revokeKey,
  revokeOwnKey,
  rotateKey,
} from "../../src/entries/identity.ts";
import { on, plain, type Rows } from "./row.ts";
import { id, page, userId } from "./samples.ts";

const by = userId;
const email = "ada@example.org";
const user = { email, displayName: "Ada", role: "member", by } as const;
const key = {
  serviceId: id,
  userId: undefined,
  name: "ci",
  scopes: ["audit:read"],
  actsFor: [userId],
  expiresAt: new Date("2100-01-01"),
  by,
} as const;

/** Users, services and keys. */
export const identity: Rows = {
  createUser: on(createUser, { id, ...user }),
  changeUser: on(changeUser, { userId, ...user }),
  disableUser: on(disableUser, { userId, by }),
  enableUser: on(enableUser, { userId, by }),
  findUser: on(findUser, userId),
  findUserByEmail: on(findUserByEmail, email),
  listUsers: on(listUsers, page),
  createService: on(createService, { name: "ci", kind: "worker", by }),
  disableService: on(disableService, { serviceId: id, by }),
  enableService: on(enableService, { serviceId: id, by }),
  findService: on(findService, id),
  listServices: on(listServices, page),
  createKey: on(createKey, key),
  createOwnKey: on(
    createOwnKey,
    { userId, name: "ci", scopes: ["audit:read"], expiresAt: new Date("2100-01-01") },
    { granted: ["audit:read"], credentialId: id },
  ),
  revokeOwnKey: on(revokeOwnKey, { userId, id }),
  findKey: on(findKey, id),
  listKeys: on(listKeys, { serviceId: id, userId: undefined, ...page }),
  revokeKey: on(revokeKey, { id, by }),
  rotateKey: on(rotateKey, { id, overlapSeconds: 60, by }),
  authenticate: on(authenticate, "hf_user_"),
  parseKey: plain(parseKey, "hf_user_"),
  KeyUse: {
    call: ({ db, context }, [keyId]) => new KeyUse(db, context).note(keyId as string),
    args: [id],
    takesCaller: true,
  },
};
