-- Agent tasks as leased work: who works on one until when, what the worker asked, and how it ended. Those of an
-- adopted database have no `due_at`, since their agents were called when they were made; their owner can make them
-- due.
ALTER TABLE agent_tasks
  ADD COLUMN command_id UUID,
  ADD COLUMN action_id UUID,
  ADD COLUMN question TEXT,
  ADD COLUMN answer TEXT,
  ADD COLUMN due_at TIMESTAMPTZ,
  ADD COLUMN attempts INT NOT NULL DEFAULT 0,
  ADD COLUMN max_attempts INT NOT NULL DEFAULT 3,
  ADD COLUMN lease_sha256 TEXT,
  ADD COLUMN lease_worker TEXT,
  ADD COLUMN lease_expires_at TIMESTAMPTZ,
  ADD COLUMN started_at TIMESTAMPTZ,
  ADD COLUMN ended_at TIMESTAMPTZ,
  ADD COLUMN result JSON,
  ADD COLUMN last_error TEXT,
  ADD COLUMN content_bytes INT;

ALTER TABLE agent_tasks
  ALTER COLUMN attempts DROP DEFAULT,
  ALTER COLUMN max_attempts DROP DEFAULT;

CREATE INDEX agent_tasks_due ON agent_tasks (provider, due_at, id) WHERE due_at IS NOT NULL;
CREATE INDEX agent_tasks_of_users ON agent_tasks (user_id, created_at, id);

-- GitHub compares names of repositories without case. `owned_repository` is user_id/repository in lower case, and is
-- unique. An adopted database may hold a name in several cases: the policy that was changed last owns the name.
ALTER TABLE repo_policies ADD COLUMN owned_repository TEXT;

UPDATE repo_policies SET owned_repository = user_id || '/' || lower(repo_full_name)
FROM (
  SELECT id, row_number() OVER (
    PARTITION BY user_id, lower(repo_full_name) ORDER BY updated_at DESC, id DESC
  ) AS place
  FROM repo_policies
) AS ranked
WHERE ranked.id = repo_policies.id AND ranked.place = 1;

ALTER TABLE repo_policies ADD UNIQUE (owned_repository);
ALTER TABLE repo_policies DROP CONSTRAINT repo_policies_user_id_repo_full_name_key;

CREATE INDEX repo_policies_of_users ON repo_policies (user_id, created_at, id);
CREATE INDEX github_connections_of_users ON github_connections (user_id, created_at, id);

-- Those who may read the records of all users read them newest first. `action_logs_time` is of 008.
CREATE INDEX pending_actions_time ON pending_actions (created_at, id);
CREATE INDEX commands_time ON commands (created_at, id);
