-- What waits for the authority.
CREATE TABLE tasks (
    id TEXT NOT NULL PRIMARY KEY, -- audience: staff
    reference TEXT NOT NULL UNIQUE, -- audience: staff
    area TEXT NOT NULL REFERENCES areas (id), -- audience: staff
    kind TEXT NOT NULL, -- audience: staff
    risk BIGINT NOT NULL, -- audience: staff
    listing TEXT REFERENCES listings (id), -- audience: staff
    organisation TEXT, -- audience: staff
    revision TEXT, -- audience: staff
    title TEXT NOT NULL, -- audience: staff
    detail TEXT NOT NULL, -- audience: private
    opened_at TEXT NOT NULL, -- audience: staff
    due_on TEXT NOT NULL, -- audience: staff
    assignee TEXT REFERENCES accounts (id), -- audience: staff
    closed_at TEXT, -- audience: staff
    outcome TEXT -- audience: staff
);
CREATE INDEX tasks_queue ON tasks (area, closed_at, risk, due_on);
CREATE INDEX tasks_listing ON tasks (listing);
CREATE INDEX tasks_revision ON tasks (revision);
-- What staff tell each other about a task.
CREATE TABLE task_notes (
    id TEXT NOT NULL PRIMARY KEY, -- audience: staff
    task TEXT NOT NULL REFERENCES tasks (id), -- audience: staff
    account TEXT NOT NULL REFERENCES accounts (id), -- audience: staff
    text TEXT NOT NULL, -- audience: private
    at TEXT NOT NULL -- audience: staff
);
CREATE INDEX task_notes_task ON task_notes (task);
-- Who wants to hear what becomes of a task.
CREATE TABLE task_watchers (
    task TEXT NOT NULL REFERENCES tasks (id), -- audience: staff
    account TEXT NOT NULL REFERENCES accounts (id), -- audience: staff
    PRIMARY KEY (task, account)
);
-- Filters of the queue that somebody keeps under a name.
CREATE TABLE saved_views (
    id TEXT NOT NULL PRIMARY KEY, -- audience: staff
    account TEXT NOT NULL REFERENCES accounts (id), -- audience: staff
    area TEXT NOT NULL, -- audience: staff
    name TEXT NOT NULL, -- audience: private
    query TEXT NOT NULL -- audience: private
);
-- Wording that an area uses again and again, in decisions and in messages.
CREATE TABLE wordings (
    id TEXT NOT NULL PRIMARY KEY, -- audience: staff
    area TEXT NOT NULL REFERENCES areas (id), -- audience: staff
    purpose TEXT NOT NULL, -- audience: staff
    title TEXT NOT NULL, -- audience: staff
    text TEXT NOT NULL -- audience: staff
);
CREATE INDEX wordings_area ON wordings (area, purpose);
