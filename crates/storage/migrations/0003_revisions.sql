-- Immutable content of a listing. Public only through `ServiceContent::public`, because it holds private contacts.
CREATE TABLE revisions (
    id TEXT NOT NULL PRIMARY KEY, -- audience: public
    listing TEXT NOT NULL REFERENCES listings (id), -- audience: public
    number BIGINT NOT NULL, -- audience: public
    author TEXT NOT NULL, -- audience: staff
    content TEXT NOT NULL, -- audience: private
    published_at TEXT, -- audience: public
    superseded_at TEXT -- audience: public
);
CREATE UNIQUE INDEX revisions_number ON revisions (listing, number);
