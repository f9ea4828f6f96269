-- Stable identity of whatever is published. What it says is in `revisions`.
CREATE TABLE listings (
    id TEXT NOT NULL PRIMARY KEY, -- audience: public
    kind TEXT NOT NULL, -- audience: public
    area TEXT NOT NULL REFERENCES areas (id), -- audience: public
    slug TEXT NOT NULL, -- audience: public
    organisation TEXT REFERENCES listings (id), -- audience: public
    state TEXT NOT NULL, -- audience: public
    live_revision TEXT, -- audience: public
    source TEXT, -- audience: public
    source_id TEXT, -- audience: public
    missing_since TEXT, -- audience: staff
    checked_on TEXT, -- audience: public
    checked_by TEXT, -- audience: public
    review_by TEXT, -- audience: public
    created_at TEXT NOT NULL -- audience: staff
);
CREATE UNIQUE INDEX listings_address ON listings (area, kind, slug);
CREATE UNIQUE INDEX listings_source ON listings (area, source, kind, source_id);
