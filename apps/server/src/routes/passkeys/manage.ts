import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import {
  addPasskey,
  type AddedPasskey,
  listPasskeys,
  removePasskey,
} from "@handsfree/repositories/sessions";
import { ref } from "@handsfree/wire";
import {
  PasskeyListSchema,
  PasskeyOptionsSchema,
  PasskeySchema,
  renderPasskey,
} from "@handsfree/wire/identity";
import Type from "typebox";
import { contextOf, personOf } from "../../access/caller.ts";
import type { KnownCallers } from "../../access/route-access.ts";
import { Problem, problemResponses } from "../../http/problem.ts";
import { IdParameters, NoQuery } from "../../http/schemas.ts";
import { refuseSignIn } from "../../sign-in/attempts.ts";
import { registrationOptions, verifyRegistration } from "../../sign-in/passkeys.ts";
import { localSignIn } from "../../sign-in/settings.ts";
import type { Services } from "../../services.ts";
import { NewPasskeySchema } from "./schemas.ts";

/** A person manages their own passkeys, and no other person's. */
const own: KnownCallers = { scopes: [], peopleOnly: true, signedIn: true };

const refusals: Readonly<Record<Exclude<AddedPasskey["outcome"], "added">, string>> = {
  already_added: "this passkey is added already",
  principal_not_found: "there is no such user",
  principal_disabled: "the user is disabled",
  too_many_passkeys: "you have as many passkeys as you may have; remove one",
};

export const passkeyRoutes: FastifyPluginAsyncTypebox<Services> = async (app, services) => {
  const { db, context, signIn = localSignIn } = services;
  const party = { db, context, origin: signIn.origin };
  app.post(
    "/v1/passkeys/registration-options",
    {
      config: { access: own, idempotency: "secret" },
      schema: {
        operationId: "getPasskeyRegistrationOptions",
        summary: "Begin to add a passkey, within 5 minutes",
        tags: ["passkeys"],
        querystring: NoQuery,
        response: { 200: ref(PasskeyOptionsSchema), ...problemResponses(503) },
      },
    },
    async (request, reply) => {
      void reply.header("cache-control", "no-store");
      return { ...(await registrationOptions(party, personOf(request))) };
    },
  );

  app.post(
    "/v1/passkeys",
    {
      config: { access: own },
      schema: {
        operationId: "addPasskey",
        summary: "Add a passkey, which this browser has made",
        tags: ["passkeys"],
        querystring: NoQuery,
        body: ref(NewPasskeySchema),
        response: { 201: ref(PasskeySchema), ...problemResponses(400, 409) },
      },
    },
    async (request, reply) => {
      const { id: userId } = personOf(request);
      const { name, response } = request.body;
      const verified = await verifyRegistration(party, response, userId);
      if ("refused" in verified) {
        const { refused: outcome } = verified;
        throw refuseSignIn(request, services, { way: "passkey registration", outcome, userId });
      }
      const passkey = { ...verified, userId, name, by: userId };
      const added = await addPasskey(db, passkey, contextOf(request, context));
      if (added.outcome !== "added") {
        throw new Problem(409, added.outcome, refusals[added.outcome]);
      }
      void reply.code(201);
      return renderPasskey(added.passkey);
    },
  );

  app.get(
    "/v1/passkeys",
    {
      config: { access: own },
      schema: {
        operationId: "listPasskeys",
        summary: "List the caller's passkeys, the oldest first",
        tags: ["passkeys"],
        querystring: NoQuery,
        response: { 200: ref(PasskeyListSchema) },
      },
    },
    async (request) => {
      const passkeys = await listPasskeys(db, personOf(request).id);
      return { items: passkeys.map(renderPasskey) };
    },
  );

  app.delete(
    "/v1/passkeys/:id",
    {
      config: { access: own },
      schema: {
        operationId: "removePasskey",
        summary: "Remove one of the caller's passkeys",
        tags: ["passkeys"],
        params: IdParameters,
        querystring: NoQuery,
        response: { 204: Type.Null({ description: "It is gone" }), ...problemResponses(400, 404) },
      },
    },
    async (request, reply) => {
      const { id: userId } = personOf(request);
      const passkey = { id: request.params.id, userId, by: userId };
      if (await removePasskey(db, passkey, contextOf(request, context))) {
        return reply.code(204).send(null);
      }
      throw new Problem(404, "not_found", "the caller has no passkey with this id");
    },
  );
};
