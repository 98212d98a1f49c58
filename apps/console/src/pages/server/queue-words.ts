interface QueueWords {
  readonly title: string;
  /** After how many minutes the oldest is late. */
  readonly lateAfter: number;
  /** What to do about a late one. */
  readonly advice: string;
}

const words: Readonly<Record<string, QueueWords>> = {
  decision: {
    title: "Actions that wait for a person",
    lateAfter: 60,
    advice:
      "Answer it under Waiting. If people do not see it, let them subscribe to notifications, or let a policy decide.",
  },
  action_execution: {
    title: "Approved actions that wait for an executor",
    lateAfter: 5,
    advice: "Check that the executor runs, and that its key is valid: see Keys.",
  },
  agent_task: {
    title: "Tasks that wait for an agent",
    lateAfter: 15,
    advice: "Check that a worker runs for the provider of the task: see Tasks.",
  },
  webhook_event: {
    title: "Deliveries that wait for a worker",
    lateAfter: 5,
    advice: "Check that a worker claims deliveries, and why attempts fail: see Inbox.",
  },
  webhook_delivery: {
    title: "Events to send to endpoints",
    lateAfter: 5,
    advice: "Check that the endpoints answer: handsfree endpoints shows the last failure of each.",
  },
  notification: {
    title: "Notifications to send",
    lateAfter: 5,
    advice: "Check that this server reaches the services that deliver them.",
  },
};

/** What a queue is. One that this page does not know keeps its name. */
export function queueWords(name: string): QueueWords {
  return (
    words[name] ?? {
      title: name.replaceAll("_", " "),
      lateAfter: 15,
      advice: "Check that a worker takes what waits here.",
    }
  );
}

/** Whether the oldest of a queue has been waiting for too long. */
export function isLate(name: string, oldest: string | null, now: number): boolean {
  return oldest !== null && now - Date.parse(oldest) > queueWords(name).lateAfter * 60_000;
}
