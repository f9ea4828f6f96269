-- People who sign in.
CREATE TABLE accounts (
    id TEXT NOT NULL PRIMARY KEY, -- audience: staff
    email TEXT NOT NULL, -- audience: private
    email_key TEXT NOT NULL UNIQUE, -- audience: private
    name TEXT NOT NULL, -- audience: private
    password TEXT, -- audience: private
    totp_secret TEXT, -- audience: private
    totp_step BIGINT NOT NULL DEFAULT 0, -- audience: private
    verified_at TEXT, -- audience: staff
    created_at TEXT NOT NULL, -- audience: staff
    closed_at TEXT -- audience: staff
);
-- What somebody may do, where, from when to when. Ended ones stay: the audit log speaks of them.
CREATE TABLE memberships (
    id TEXT NOT NULL PRIMARY KEY, -- audience: staff
    account TEXT NOT NULL REFERENCES accounts (id), -- audience: staff
    role TEXT NOT NULL, -- audience: staff
    area TEXT REFERENCES areas (id), -- audience: staff
    listing TEXT REFERENCES listings (id), -- audience: staff
    created_at TEXT NOT NULL, -- audience: staff
    ended_at TEXT -- audience: staff
);
CREATE INDEX memberships_account ON memberships (account);
CREATE INDEX memberships_listing ON memberships (listing);
-- Browsers that are signed in. The id is a hash: whoever reads this table cannot sign in with it.
CREATE TABLE sessions (
    id TEXT NOT NULL PRIMARY KEY, -- audience: private
    account TEXT NOT NULL REFERENCES accounts (id), -- audience: staff
    second_factor BIGINT NOT NULL, -- audience: staff
    browser TEXT NOT NULL, -- audience: private
    created_at TEXT NOT NULL, -- audience: staff
    seen_at TEXT NOT NULL, -- audience: staff
    ended_at TEXT -- audience: staff
);
CREATE INDEX sessions_account ON sessions (account);
-- Secrets in emailed links, hashed: what each is good for, for how long, and whether it was used.
CREATE TABLE link_keys (
    hash TEXT NOT NULL PRIMARY KEY, -- audience: private
    purpose TEXT NOT NULL, -- audience: staff
    subject TEXT NOT NULL, -- audience: staff
    detail TEXT NOT NULL, -- audience: private
    created_at TEXT NOT NULL, -- audience: staff
    expires_at TEXT NOT NULL, -- audience: staff
    used_at TEXT -- audience: staff
);
-- Wrong guesses by bucket (an account tried from unknown browsers, one known browser, one network address), hashed.
CREATE TABLE guesses (
    bucket TEXT NOT NULL PRIMARY KEY, -- audience: private
    failures BIGINT NOT NULL, -- audience: staff
    last_at TEXT NOT NULL -- audience: staff
);
