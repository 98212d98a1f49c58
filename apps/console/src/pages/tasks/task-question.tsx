import type { AgentTaskJson } from "@handsfree/wire/agent-tasks";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { client } from "../../api/client.ts";
import { Button } from "../../components/button/button.tsx";
import { ErrorState } from "../../components/error-state/error-state.tsx";
import { TextArea } from "../../components/field/field.tsx";
import { Form } from "../../components/field/form.tsx";
import { Note } from "../../components/note/note.tsx";
import { showToast } from "../../components/toast/show-toast.ts";
import { UntrustedText } from "../../components/untrusted-text/untrusted-text.tsx";
import { taskQuery } from "./queries.ts";

/** What the agent asked last, with the answer, or the form for it while the agent waits. */
export function TaskQuestion({ task }: { readonly task: AgentTaskJson }): ReactNode {
  const isOpen = task.status === "needs_input";
  return (
    <Note
      kind={isOpen ? "warn" : "plain"}
      title={isOpen ? "The agent asks, and waits for you" : "The agent asked"}
    >
      <UntrustedText hasLines most={1200} text={task.question ?? ""} />
      {isOpen && <AnswerForm task={task} />}
      {!isOpen && task.answer !== null && (
        <>
          <strong>Your answer</strong>
          <UntrustedText hasLines most={1200} text={task.answer} />
        </>
      )}
    </Note>
  );
}

function AnswerForm({ task: { id } }: { readonly task: AgentTaskJson }): ReactNode {
  const queryClient = useQueryClient();
  const [answer, setAnswer] = useState("");
  const [isMissing, setMissing] = useState(false);
  const { mutate, isPending, error } = useMutation({
    mutationFn: () =>
      client.request("POST /v1/agent-tasks/{id}/answer", { path: { id }, body: { answer } }),
    onSuccess: () => showToast({ kind: "good", title: "The agent has your answer" }),
    // Also when it was refused: somebody may have answered elsewhere.
    onSettled: () => queryClient.invalidateQueries({ queryKey: taskQuery(id).queryKey }),
  });
  const isEmpty = answer.trim() === "";
  return (
    <Form
      onSubmit={() => {
        setMissing(isEmpty);
        if (!isEmpty) mutate();
      }}
    >
      <TextArea
        error={isMissing && isEmpty ? "Write an answer before you send it." : undefined}
        label="Your answer"
        maxLength={10_000}
        onChange={({ target }) => setAnswer(target.value)}
        rows={3}
        value={answer}
      />
      <div>
        <Button isBusy={isPending} kind="primary" type="submit">
          Send the answer
        </Button>
      </div>
      {error !== null && <ErrorState error={error} />}
    </Form>
  );
}
