-- Every time comes from the application's clock, so no column needs one of the database's. On DuckDB a
-- default that is a function costs each insert a new plan, and a log with it cannot be replayed by DuckDB
-- alone after an ALTER.
ALTER TABLE users ALTER COLUMN created_at DROP DEFAULT;
ALTER TABLE github_connections ALTER COLUMN created_at DROP DEFAULT;
ALTER TABLE github_connections ALTER COLUMN updated_at DROP DEFAULT;
ALTER TABLE repo_policies ALTER COLUMN created_at DROP DEFAULT;
ALTER TABLE repo_policies ALTER COLUMN updated_at DROP DEFAULT;
ALTER TABLE commands ALTER COLUMN created_at DROP DEFAULT;
ALTER TABLE pending_actions ALTER COLUMN created_at DROP DEFAULT;
ALTER TABLE action_logs ALTER COLUMN created_at DROP DEFAULT;
ALTER TABLE webhook_events ALTER COLUMN received_at DROP DEFAULT;
ALTER TABLE agent_tasks ALTER COLUMN created_at DROP DEFAULT;
ALTER TABLE agent_tasks ALTER COLUMN updated_at DROP DEFAULT;
