-- Pictures, posters, leaflets and forms of listings. The bytes are in a folder, by their hash.
CREATE TABLE files (
    id TEXT NOT NULL PRIMARY KEY, -- audience: public
    listing TEXT NOT NULL REFERENCES listings (id), -- audience: public
    hash TEXT NOT NULL, -- audience: public
    name TEXT NOT NULL, -- audience: public
    media_type TEXT NOT NULL, -- audience: public
    size BIGINT NOT NULL, -- audience: public
    added_at TEXT NOT NULL -- audience: staff
);
CREATE INDEX files_listing ON files (listing);
