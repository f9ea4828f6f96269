-- What staff write down for an item of the law: evidence that only people know, that there is none, or who answers for it.
CREATE TABLE coverage_records (
    id TEXT NOT NULL PRIMARY KEY, -- audience: public
    area TEXT NOT NULL REFERENCES areas (id), -- audience: public
    item TEXT NOT NULL, -- audience: public
    kind TEXT NOT NULL, -- audience: public
    text TEXT NOT NULL, -- audience: public
    website TEXT, -- audience: public
    happened_on TEXT, -- audience: public
    recorded_by TEXT NOT NULL, -- audience: private
    recorded_at TEXT NOT NULL, -- audience: staff
    ended_at TEXT -- audience: staff
);
CREATE INDEX coverage_records_area ON coverage_records (area, item);
