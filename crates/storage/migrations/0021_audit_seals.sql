-- Where the audit log stood, day by day, sealed under a key that is not in the database: whoever makes the log anew cannot make these.
CREATE TABLE audit_seals (
    sequence BIGINT NOT NULL PRIMARY KEY, -- audience: staff
    at TEXT NOT NULL, -- audience: staff
    hash TEXT NOT NULL -- audience: staff
);
