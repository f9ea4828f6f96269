-- What a taken-down listing's address says, and why it was taken down.
ALTER TABLE listings ADD COLUMN notice TEXT; -- audience: public
ALTER TABLE listings ADD COLUMN reason TEXT; -- audience: staff
-- The row of `listings` after each change, so that any page can be shown as it was. Never updated.
CREATE TABLE listing_history (
    id TEXT NOT NULL PRIMARY KEY, -- audience: staff
    listing TEXT NOT NULL REFERENCES listings (id), -- audience: public
    at TEXT NOT NULL, -- audience: public
    state TEXT NOT NULL, -- audience: public
    slug TEXT NOT NULL, -- audience: public
    organisation TEXT, -- audience: public
    missing_since TEXT, -- audience: staff
    checked_on TEXT, -- audience: public
    checked_by TEXT, -- audience: public
    review_by TEXT, -- audience: public
    notice TEXT, -- audience: public
    reason TEXT -- audience: staff
);
CREATE INDEX listing_history_listing ON listing_history (listing, id);
INSERT INTO listing_history (id, listing, at, state, slug, organisation, missing_since, checked_on, checked_by, review_by)
SELECT id, id, created_at, state, slug, organisation, missing_since, checked_on, checked_by, review_by FROM listings;
