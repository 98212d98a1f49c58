-- One feed of all changes. Each new row of four tables is an event. Transactions commit in another order than they
-- insert, so an entry gets its position after its commit, from a reader that holds the lock of the row `placed`: then
-- positions grow in the order in which they become visible, and no reader can pass an event that it has not seen.
-- Rows from before have no entry: the feed begins here.
CREATE TABLE feed_entries (
  entry BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  position BIGINT UNIQUE,
  source TEXT NOT NULL,
  row_id UUID NOT NULL
);
CREATE INDEX feed_entries_without_position ON feed_entries (entry) WHERE position IS NULL;
CREATE INDEX feed_entries_row_id ON feed_entries (row_id);

-- `placed`: the last position. `removed`: retention has removed events up to this position.
CREATE TABLE feed_state (
  name TEXT PRIMARY KEY,
  position BIGINT NOT NULL
);
INSERT INTO feed_state VALUES ('placed', 0), ('removed', 0);

CREATE FUNCTION add_feed_entries() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO feed_entries (source, row_id) SELECT TG_ARGV[0], id FROM added;
  RETURN NULL;
END
$$;

CREATE FUNCTION remove_feed_entries() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM feed_entries USING removed WHERE feed_entries.row_id = removed.id;
  RETURN NULL;
END
$$;

CREATE TRIGGER action_logs_enter_feed AFTER INSERT ON action_logs
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION add_feed_entries('action_log');
CREATE TRIGGER action_logs_leave_feed AFTER DELETE ON action_logs
  REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION remove_feed_entries();
CREATE TRIGGER commands_enter_feed AFTER INSERT ON commands
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION add_feed_entries('command');
CREATE TRIGGER commands_leave_feed AFTER DELETE ON commands
  REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION remove_feed_entries();
CREATE TRIGGER webhook_events_enter_feed AFTER INSERT ON webhook_events
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION add_feed_entries('webhook_event');
CREATE TRIGGER webhook_events_leave_feed AFTER DELETE ON webhook_events
  REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION remove_feed_entries();
CREATE TRIGGER webhook_transitions_enter_feed AFTER INSERT ON webhook_transitions
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION add_feed_entries('webhook_transition');
CREATE TRIGGER webhook_transitions_leave_feed AFTER DELETE ON webhook_transitions
  REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION remove_feed_entries();

-- `detail` and `subject` are what `source` calls them: the type and the target of a log, the transition of a webhook
-- event and the event.
CREATE VIEW events AS
SELECT entry.position AS id, entry.source, log.action_type AS detail, log.user_id, log.target AS subject,
  log.id AS row_id, log.created_at
FROM feed_entries entry JOIN action_logs log ON log.id = entry.row_id
WHERE entry.source = 'action_log'
UNION ALL
SELECT entry.position, entry.source, 'recorded', command.user_id, CAST(command.id AS TEXT), command.id,
  command.created_at
FROM feed_entries entry JOIN commands command ON command.id = entry.row_id
WHERE entry.source = 'command'
UNION ALL
SELECT entry.position, entry.source, CASE WHEN event.rejection IS NULL THEN 'received' ELSE 'rejected' END, NULL,
  CAST(event.id AS TEXT), event.id, event.received_at
FROM feed_entries entry JOIN webhook_events event ON event.id = entry.row_id
WHERE entry.source = 'webhook_event'
UNION ALL
SELECT entry.position, entry.source, step.transition, NULL, CAST(step.event_id AS TEXT), step.id, step.created_at
FROM feed_entries entry JOIN webhook_transitions step ON step.id = entry.row_id
WHERE entry.source = 'webhook_transition';
