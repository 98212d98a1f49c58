-- A later release of the earlier implementation has the column already.
ALTER TABLE repo_policies ADD COLUMN IF NOT EXISTS allow_comment BOOLEAN DEFAULT true;
