-- What GitHub's deliveries mean for people. A notice is unique by `notice_key`, which names its user and the fact that
-- it tells. `commit_checks` has the last state of each check of a commit. A trigger makes its proposal once its event
-- came. `noticed`: notices are made of the events up to there.
ALTER TABLE github_connections ADD COLUMN login TEXT;

CREATE TABLE notice_subscriptions (
  id UUID PRIMARY KEY,
  user_id UUID NOT NULL,
  repo_full_name TEXT NOT NULL,
  owned_repository TEXT NOT NULL UNIQUE,
  kinds JSON,
  created_at TIMESTAMPTZ NOT NULL,
  updated_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE notice_priorities (
  user_id UUID PRIMARY KEY,
  priorities JSON NOT NULL,
  updated_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE notices (
  id UUID PRIMARY KEY,
  notice_key TEXT NOT NULL UNIQUE,
  user_id UUID NOT NULL,
  kind TEXT NOT NULL,
  repository TEXT NOT NULL,
  number INT,
  title TEXT,
  url TEXT,
  head_sha TEXT,
  login TEXT,
  actor TEXT,
  webhook_event_id UUID NOT NULL,
  happened_at TIMESTAMPTZ NOT NULL,
  read_at TIMESTAMPTZ,
  created_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE commit_checks (
  check_key TEXT PRIMARY KEY,
  commit_key TEXT NOT NULL,
  state TEXT NOT NULL,
  reported_at TIMESTAMPTZ NOT NULL,
  created_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE event_triggers (
  id UUID PRIMARY KEY,
  user_id UUID NOT NULL,
  kind TEXT NOT NULL,
  repository TEXT NOT NULL,
  number INT,
  head_sha TEXT,
  proposal JSON NOT NULL,
  proposed_by UUID NOT NULL,
  service_id UUID,
  credential_id UUID,
  state TEXT NOT NULL,
  webhook_event_id UUID,
  action_id UUID,
  error TEXT,
  content_bytes INT,
  expires_at TIMESTAMPTZ NOT NULL,
  fired_at TIMESTAMPTZ,
  ended_at TIMESTAMPTZ,
  created_at TIMESTAMPTZ NOT NULL
);

INSERT INTO feed_state VALUES ('noticed', 0);

CREATE INDEX notice_subscriptions_of_users ON notice_subscriptions (user_id, created_at, id);
CREATE INDEX notices_of_users ON notices (user_id, created_at, id);
CREATE INDEX notices_time ON notices (created_at, id);
CREATE INDEX commit_checks_of_commits ON commit_checks (commit_key);
CREATE INDEX commit_checks_time ON commit_checks (created_at, check_key);
CREATE INDEX event_triggers_of_users ON event_triggers (user_id, created_at, id);
CREATE INDEX event_triggers_open ON event_triggers (state) WHERE ended_at IS NULL;
CREATE INDEX event_triggers_time ON event_triggers (created_at, id);
