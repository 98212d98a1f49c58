-- Agent tasks as leased work: who works on one until when, what the worker asked, and how it ended. Those of an
-- adopted database have no `due_at`, since their agents were called when they were made; their owner can make them
-- due. DuckDB adds no column that is NOT NULL, so the tables are rebuilt.
CREATE TABLE agent_tasks_rebuilt (
  id UUID PRIMARY KEY,
  user_id UUID NOT NULL,
  provider TEXT NOT NULL,
  repo_full_name TEXT,
  issue_number INT,
  pr_number INT,
  instruction TEXT,
  command_id UUID,
  action_id UUID,
  status TEXT NOT NULL,
  last_update TEXT,
  question TEXT,
  answer TEXT,
  due_at TIMESTAMPTZ,
  attempts INT NOT NULL,
  max_attempts INT NOT NULL,
  lease_sha256 TEXT,
  lease_worker TEXT,
  lease_expires_at TIMESTAMPTZ,
  started_at TIMESTAMPTZ,
  ended_at TIMESTAMPTZ,
  result JSON,
  last_error TEXT,
  content_bytes INT,
  created_at TIMESTAMPTZ NOT NULL,
  updated_at TIMESTAMPTZ NOT NULL
);

INSERT INTO agent_tasks_rebuilt
  (id, user_id, provider, repo_full_name, issue_number, pr_number, instruction, status, last_update, attempts,
   max_attempts, created_at, updated_at)
SELECT id, user_id, provider, repo_full_name, issue_number, pr_number, instruction, status, last_update, 0, 3,
  created_at, updated_at
FROM agent_tasks
ORDER BY created_at, id;

DROP TABLE agent_tasks;
ALTER TABLE agent_tasks_rebuilt RENAME TO agent_tasks;

-- GitHub compares names of repositories without case. `owned_repository` is user_id/repository in lower case, and is
-- unique. An adopted database may hold a name in several cases: the policy that was changed last owns the name.
CREATE TABLE repo_policies_rebuilt (
  id UUID PRIMARY KEY,
  user_id UUID NOT NULL,
  repo_full_name TEXT NOT NULL,
  owned_repository TEXT UNIQUE,
  allow_merge BOOLEAN NOT NULL DEFAULT false,
  allow_rerun BOOLEAN NOT NULL DEFAULT true,
  allow_request_review BOOLEAN NOT NULL DEFAULT true,
  allow_comment BOOLEAN DEFAULT true,
  require_confirmation BOOLEAN NOT NULL DEFAULT true,
  require_checks_green BOOLEAN NOT NULL DEFAULT true,
  required_approvals INT NOT NULL DEFAULT 1,
  created_at TIMESTAMPTZ NOT NULL,
  updated_at TIMESTAMPTZ NOT NULL
);

INSERT INTO repo_policies_rebuilt
  (id, user_id, repo_full_name, owned_repository, allow_merge, allow_rerun, allow_request_review, allow_comment,
   require_confirmation, require_checks_green, required_approvals, created_at, updated_at)
SELECT id, user_id, repo_full_name,
  CASE WHEN row_number() OVER (PARTITION BY user_id, lower(repo_full_name) ORDER BY updated_at DESC, id DESC) = 1
    THEN user_id || '/' || lower(repo_full_name) END,
  allow_merge, allow_rerun, allow_request_review, allow_comment, require_confirmation, require_checks_green,
  required_approvals, created_at, updated_at
FROM repo_policies
ORDER BY created_at, id;

DROP TABLE repo_policies;
ALTER TABLE repo_policies_rebuilt RENAME TO repo_policies;
