-- A revision is written, sent, decided on and published; before, there were only published ones.
ALTER TABLE revisions ADD COLUMN state TEXT NOT NULL DEFAULT 'published'; -- audience: staff
ALTER TABLE revisions ADD COLUMN based_on TEXT; -- audience: staff
ALTER TABLE revisions ADD COLUMN created_at TEXT; -- audience: staff
ALTER TABLE revisions ADD COLUMN submitted_at TEXT; -- audience: staff
ALTER TABLE revisions ADD COLUMN decided_at TEXT; -- audience: staff
ALTER TABLE revisions ADD COLUMN decided_by TEXT; -- audience: private
ALTER TABLE revisions ADD COLUMN publish_on TEXT; -- audience: staff
ALTER TABLE revisions ADD COLUMN outcome TEXT; -- audience: private
UPDATE revisions SET created_at = published_at;
CREATE INDEX revisions_state ON revisions (state);
CREATE INDEX revisions_listing_published ON revisions (listing, published_at);
-- What the author of a revision should do, question by question.
CREATE TABLE remarks (
    id TEXT NOT NULL PRIMARY KEY, -- audience: staff
    revision TEXT NOT NULL REFERENCES revisions (id), -- audience: staff
    question TEXT NOT NULL, -- audience: staff
    text TEXT NOT NULL, -- audience: private
    at TEXT NOT NULL -- audience: staff
);
CREATE INDEX remarks_revision ON remarks (revision);
