-- The outbox: messages to be sent, kept with what caused them in one transaction.
CREATE TABLE messages (
    id TEXT NOT NULL PRIMARY KEY, -- audience: staff
    area TEXT NOT NULL REFERENCES areas (id), -- audience: staff
    recipient TEXT NOT NULL, -- audience: private
    subject TEXT NOT NULL, -- audience: private
    body TEXT NOT NULL, -- audience: private
    listing TEXT, -- audience: staff
    queued_at TEXT NOT NULL, -- audience: staff
    state TEXT NOT NULL, -- audience: staff
    attempts BIGINT NOT NULL, -- audience: staff
    next_try_at TEXT NOT NULL, -- audience: staff
    leased_until TEXT, -- audience: staff
    sent_at TEXT, -- audience: staff
    problem TEXT -- audience: staff
);
CREATE INDEX messages_state ON messages (state, next_try_at);
CREATE INDEX messages_area ON messages (area, queued_at);
