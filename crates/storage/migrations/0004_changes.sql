-- What happened to the published Local Offer, in the order in which it was committed. Nodes follow it.
CREATE TABLE changes (
    sequence BIGINT NOT NULL PRIMARY KEY, -- audience: staff
    at TEXT NOT NULL, -- audience: staff
    subject TEXT NOT NULL, -- audience: staff
    listing TEXT -- audience: staff
);
-- One row. Taking its lock gives numbers in commit order, which a PostgreSQL sequence does not.
CREATE TABLE change_counter (
    id BIGINT NOT NULL PRIMARY KEY, -- audience: staff
    value BIGINT NOT NULL -- audience: staff
);
INSERT INTO change_counter (id, value) VALUES (1, 0);
