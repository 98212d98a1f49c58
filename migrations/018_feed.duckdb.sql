-- One feed of all changes. Each new row of these tables is an event, and `feed_position` is its place. There is one
-- writer, so positions grow in the order of the commits. Rows from before have none: the feed begins here.
CREATE SEQUENCE feed_positions;

ALTER TABLE action_logs ADD COLUMN feed_position BIGINT;
ALTER TABLE action_logs ALTER COLUMN feed_position SET DEFAULT nextval('feed_positions');
ALTER TABLE commands ADD COLUMN feed_position BIGINT;
ALTER TABLE commands ALTER COLUMN feed_position SET DEFAULT nextval('feed_positions');
ALTER TABLE webhook_events ADD COLUMN feed_position BIGINT;
ALTER TABLE webhook_events ALTER COLUMN feed_position SET DEFAULT nextval('feed_positions');
ALTER TABLE webhook_transitions ADD COLUMN feed_position BIGINT;
ALTER TABLE webhook_transitions ALTER COLUMN feed_position SET DEFAULT nextval('feed_positions');

-- `placed`, which PostgreSQL uses: the last position. `removed`: retention has removed events up to this position.
CREATE TABLE feed_state (
  name TEXT PRIMARY KEY,
  position BIGINT NOT NULL
);
INSERT INTO feed_state VALUES ('placed', 0), ('removed', 0);

-- `detail` and `subject` are what `source` calls them: the type and the target of a log, the transition of a webhook
-- event and the event. By pairs, since DuckDB prints a union of more parts differently once the file was opened again.
CREATE VIEW events AS
SELECT * FROM (
  SELECT feed_position AS id, 'action_log' AS source, action_type AS detail, user_id, target AS subject, id AS row_id,
    created_at
  FROM action_logs
  UNION ALL
  SELECT feed_position, 'webhook_transition', transition, NULL, CAST(event_id AS TEXT), id, created_at
  FROM webhook_transitions
) AS steps
UNION ALL
SELECT * FROM (
  SELECT feed_position AS id, 'command' AS source, 'recorded' AS detail, user_id, CAST(id AS TEXT) AS subject,
    id AS row_id, created_at
  FROM commands
  UNION ALL
  SELECT feed_position, 'webhook_event', CASE WHEN rejection IS NULL THEN 'received' ELSE 'rejected' END, NULL,
    CAST(id AS TEXT), id, received_at
  FROM webhook_events
) AS arrivals;
