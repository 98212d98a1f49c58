import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import {
  type AgentTask,
  agentTaskLimits,
  cancelAgentTask,
  createAgentTask,
  findAgentTask,
  giveAgentTaskInput,
  listAgentTasks,
  retryAgentTask,
} from "@handsfree/repositories/agent-tasks";
import { fieldsOf, Nullable, ref, Uuid } from "@handsfree/wire";
import {
  type AgentTaskOutcomeJson,
  AgentTaskOutcomeSchema,
  ExpandedAgentTaskPageSchema,
  AgentTaskSchema,
  ExpandedAgentTaskSchema,
  renderAgentTask,
  renderAgentTaskOutcome,
} from "@handsfree/wire/agent-tasks";
import type { FastifyRequest } from "fastify";
import Type from "typebox";
import { bodyLimits } from "../../http/body-limits.ts";
import { callerOf, contextOf, ownerOf } from "../../access/caller.ts";
import { taskOwners } from "../../access/groups.ts";
import { exactText } from "../../http/exact-text.ts";
import { Problem, problemResponses } from "../../http/problem.ts";
import {
  filterOf,
  IdParameters,
  listQuery,
  Name,
  NoQuery,
  OwnerHeaders,
  RequestReason,
  toTime,
} from "../../http/schemas.ts";
import type { Services } from "../../services.ts";
import {
  expandQuery,
  recordQuery,
  renderExpanded,
  renderExpandedPage,
} from "../../expansions/expand.ts";
import { taskExpansions } from "../../expansions/records.ts";

const Text = Type.String({ minLength: 1, maxLength: agentTaskLimits.text });
const Number = Type.Optional(Nullable(Type.Integer({ minimum: 1, maximum: 2_147_483_647 })));
const NewTask = Type.Object(
  {
    provider: ref(Name, "The kind of agent that shall work on it"),
    instruction: Text,
    repository: Type.Optional(Nullable(ref(Name, "The owner/name"))),
    issue_number: Number,
    pull_request_number: Number,
    command_id: Type.Optional(Nullable(Uuid)),
    action_id: Type.Optional(Nullable(Uuid)),
    due_at: Type.Optional(
      Type.String({ format: "date-time", description: "Not before this time. Default: now" }),
    ),
    max_attempts: Type.Optional(Type.Integer({ minimum: 1, maximum: agentTaskLimits.attempts })),
  },
  { additionalProperties: false },
);
const tags = ["agent tasks"];
const forOne = { tags, headers: OwnerHeaders, params: IdParameters, querystring: NoQuery };
const changed = { 200: ref(AgentTaskOutcomeSchema), ...problemResponses(400, 404, 409) };

/** The tasks of a user, for those who hand tasks to agents. */
export const ownTaskRoutes: FastifyPluginAsyncTypebox<Services> = async (app, { db, context }) => {
  app.post(
    "/v1/agent-tasks",
    {
      bodyLimit: bodyLimits.record,
      config: { access: taskOwners },
      schema: {
        operationId: "createAgentTask",
        summary: "Hand a task to an agent",
        tags,
        headers: OwnerHeaders,
        querystring: NoQuery,
        body: NewTask,
        response: { 201: ref(AgentTaskSchema), ...problemResponses(400, 404) },
      },
    },
    async (request, reply) => {
      const { due_at, ...body } = request.body;
      const input = { ...fieldsOf(body), dueAt: toTime(due_at), ...whoIn(request) };
      const created = await createAgentTask(db, input, contextOf(request, context));
      if (created.outcome === "created") {
        return reply
          .code(201)
          .header("location", `/v1/agent-tasks/${created.task.id}`)
          .send(renderAgentTask(created.task, exactText));
      }
      const record = created.outcome === "command_not_found" ? "command" : "action";
      throw new Problem(404, created.outcome, `the caller has no ${record} with this id`);
    },
  );

  app.get(
    "/v1/agent-tasks",
    {
      config: { access: taskOwners },
      schema: {
        operationId: "listAgentTasks",
        summary: "List the caller's tasks, newest first",
        tags,
        headers: OwnerHeaders,
        querystring: listQuery({
          status: Type.Optional(ref(Name)),
          provider: Type.Optional(ref(Name)),
          ...expandQuery(taskExpansions),
        }),
        response: { 200: ref(ExpandedAgentTaskPageSchema), ...problemResponses(400, 429, 503) },
      },
    },
    async (request) => {
      const filter = { ...filterOf(request.query), userId: ownerOf(request) };
      const page = await listAgentTasks(db, filter);
      return renderExpandedPage(page, renderAgentTask, taskExpansions, { db, context, request });
    },
  );

  app.get(
    "/v1/agent-tasks/:id",
    {
      config: { access: taskOwners },
      schema: {
        ...forOne,
        operationId: "getAgentTask",
        summary: "One of the caller's tasks",
        querystring: recordQuery(taskExpansions),
        response: { 200: ref(ExpandedAgentTaskSchema), ...problemResponses(400, 404) },
      },
    },
    async (request) => {
      const task = await findAgentTask(db, { userId: ownerOf(request), id: request.params.id });
      if (task === undefined) throw notFound();
      return renderExpanded(task, renderAgentTask, taskExpansions, { db, context, request });
    },
  );

  app.post(
    "/v1/agent-tasks/:id/answer",
    {
      bodyLimit: bodyLimits.record,
      config: { access: taskOwners },
      schema: {
        ...forOne,
        operationId: "answerAgentTask",
        summary: "Answer the question of a task, so that an agent goes on with it",
        body: Type.Object({ answer: Text }, { additionalProperties: false }),
        response: changed,
      },
    },
    async (request) => {
      const input = { ...whoIn(request), ...request.params, ...request.body };
      return render(await giveAgentTaskInput(db, input, contextOf(request, context)));
    },
  );

  app.post(
    "/v1/agent-tasks/:id/cancel",
    {
      config: { access: taskOwners },
      schema: {
        ...forOne,
        operationId: "cancelAgentTask",
        summary: "End a task; its worker is told at its next heartbeat",
        body: ref(RequestReason),
        response: changed,
      },
    },
    async (request) => {
      const input = { ...whoIn(request), ...request.params, reason: request.body.reason };
      return render(await cancelAgentTask(db, input, contextOf(request, context)));
    },
  );

  app.post(
    "/v1/agent-tasks/:id/retry",
    {
      config: { access: taskOwners },
      schema: {
        ...forOne,
        operationId: "retryAgentTask",
        summary: "Make a task due that failed or waits, with all its attempts",
        response: changed,
      },
    },
    async (request) => {
      const input = { ...whoIn(request), ...request.params };
      return render(await retryAgentTask(db, input, contextOf(request, context)));
    },
  );
};

/** Whose task it is, and who asks. */
function whoIn(request: Pick<FastifyRequest, "caller" | "owner">) {
  return { userId: ownerOf(request), by: callerOf(request).id };
}

type Changed =
  | { readonly outcome: string; readonly task: AgentTask }
  | { readonly outcome: "not_found" };

function render(change: Changed): AgentTaskOutcomeJson {
  if (!("task" in change)) throw notFound();
  const outcome = renderAgentTaskOutcome(change, exactText);
  if (change.outcome !== "wrong_status") return outcome;
  const detail = `the task is ${change.task.status}, which does not allow it`;
  throw new Problem(409, change.outcome, detail, { ...outcome });
}

function notFound(): Problem {
  return new Problem(404, "not_found", "the caller has no task with this id");
}
