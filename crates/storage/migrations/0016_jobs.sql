-- Which node does a regular job until when, so that several nodes do not do it twice.
CREATE TABLE jobs (
    name TEXT NOT NULL PRIMARY KEY, -- audience: staff
    leased_until TEXT NOT NULL, -- audience: staff
    last_run_at TEXT -- audience: staff
);
-- Reminders that were sent, each once.
CREATE TABLE reminders (
    listing TEXT NOT NULL REFERENCES listings (id), -- audience: staff
    review_by TEXT NOT NULL, -- audience: staff
    days_before BIGINT NOT NULL, -- audience: staff
    at TEXT NOT NULL, -- audience: staff
    PRIMARY KEY (listing, review_by, days_before)
);
-- What the link checker found, the last time it looked.
CREATE TABLE links (
    url TEXT NOT NULL PRIMARY KEY, -- audience: staff
    checked_at TEXT NOT NULL, -- audience: staff
    failures BIGINT NOT NULL, -- audience: staff
    result TEXT NOT NULL -- audience: staff
);
