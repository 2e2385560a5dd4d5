CREATE TABLE IF NOT EXISTS jwt_claims_sessions (
    id BLOB NOT NULL PRIMARY KEY,
    subject TEXT NOT NULL,
    client TEXT NOT NULL,
    counter INTEGER NOT NULL,
    refreshed_at INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    idle_expires_at INTEGER NOT NULL,
    absolute_expires_at INTEGER NOT NULL,
    revoked_at INTEGER,
    data TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS jwt_claims_sessions_subject ON jwt_claims_sessions (subject);
CREATE INDEX IF NOT EXISTS jwt_claims_sessions_expiry ON jwt_claims_sessions (absolute_expires_at);
-- without a rowid the key is stored once, not also in an index
CREATE TABLE IF NOT EXISTS jwt_claims_entries (
    key BLOB NOT NULL PRIMARY KEY,
    value INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS jwt_claims_entries_expiry ON jwt_claims_entries (expires_at);
