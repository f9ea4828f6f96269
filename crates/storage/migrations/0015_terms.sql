-- Terms of the vocabularies that were added, renamed, merged or retired here; everything else is as built in.
CREATE TABLE terms (
    vocabulary TEXT NOT NULL, -- audience: public
    id TEXT NOT NULL, -- audience: public
    document TEXT NOT NULL, -- audience: public
    merged_into TEXT, -- audience: public
    retired BIGINT NOT NULL, -- audience: public
    PRIMARY KEY (vocabulary, id)
);
