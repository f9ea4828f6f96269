-- One authority's Local Offer each. The document is `domain::Area`.
CREATE TABLE areas (
    id TEXT NOT NULL PRIMARY KEY, -- audience: public
    position BIGINT NOT NULL, -- audience: public
    document TEXT NOT NULL -- audience: public
);
