-- What of a listing's past is shown nowhere any more, because somebody had a right to that.
CREATE TABLE redactions (
    id TEXT NOT NULL PRIMARY KEY, -- audience: staff
    listing TEXT NOT NULL REFERENCES listings (id), -- audience: staff
    questions TEXT NOT NULL, -- audience: staff
    reason TEXT NOT NULL, -- audience: private
    redacted_by TEXT NOT NULL, -- audience: private
    redacted_at TEXT NOT NULL -- audience: staff
);
CREATE INDEX redactions_listing ON redactions (listing);
