-- Who did what, when. Detail never holds personal data.
CREATE TABLE audit_events (
    id TEXT NOT NULL PRIMARY KEY, -- audience: staff
    at TEXT NOT NULL, -- audience: staff
    actor TEXT NOT NULL, -- audience: private
    action TEXT NOT NULL, -- audience: staff
    subject TEXT NOT NULL, -- audience: staff
    detail TEXT NOT NULL -- audience: staff
);
CREATE INDEX audit_events_at ON audit_events (at);
