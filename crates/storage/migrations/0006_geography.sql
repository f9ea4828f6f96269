-- Postcodes by outward code: one packed block each (`storage::postcodes`), because they are only ever read whole.
CREATE TABLE postcode_blocks (
    outward TEXT NOT NULL PRIMARY KEY, -- audience: public
    block {{bytes}} NOT NULL -- audience: public
);
CREATE TABLE authorities (
    code TEXT NOT NULL PRIMARY KEY, -- audience: public
    name TEXT NOT NULL, -- audience: public
    gov_uk_slug TEXT NOT NULL -- audience: public
);
CREATE TABLE districts (
    code TEXT NOT NULL PRIMARY KEY, -- audience: public
    name TEXT NOT NULL, -- audience: public
    authority TEXT NOT NULL -- audience: public
);
