-- One simple query is one transaction. The lock is for replicas that start at the same time.
SELECT pg_advisory_xact_lock(7307493316905);
CREATE TABLE IF NOT EXISTS jwt_claims_sessions (
    id BYTEA PRIMARY KEY,
    subject TEXT NOT NULL,
    client TEXT NOT NULL,
    counter BIGINT NOT NULL,
    refreshed_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    idle_expires_at BIGINT NOT NULL,
    absolute_expires_at BIGINT NOT NULL,
    revoked_at BIGINT,
    data TEXT NOT NULL
) WITH (fillfactor = 80);
-- the columns that a refresh changes have no index, so that it rewrites no index
CREATE INDEX IF NOT EXISTS jwt_claims_sessions_subject ON jwt_claims_sessions (subject);
CREATE INDEX IF NOT EXISTS jwt_claims_sessions_expiry ON jwt_claims_sessions (absolute_expires_at);
CREATE TABLE IF NOT EXISTS jwt_claims_entries (
    key BYTEA PRIMARY KEY,
    value BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX IF NOT EXISTS jwt_claims_entries_expiry ON jwt_claims_entries (expires_at);
