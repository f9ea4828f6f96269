-- Somebody asks to be listed, with or without an account. What is asked for is a proposed listing with a draft.
CREATE TABLE applications (
    id TEXT NOT NULL PRIMARY KEY, -- audience: staff
    reference TEXT NOT NULL UNIQUE, -- audience: staff
    area TEXT NOT NULL REFERENCES areas (id), -- audience: staff
    listing TEXT NOT NULL REFERENCES listings (id), -- audience: staff
    organisation TEXT NOT NULL REFERENCES listings (id), -- audience: staff
    document TEXT NOT NULL, -- audience: private
    created_at TEXT NOT NULL, -- audience: staff
    submitted_at TEXT -- audience: staff
);
CREATE INDEX applications_listing ON applications (listing);
