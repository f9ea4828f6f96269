-- Each event carries the hash of the one before it, so that nobody can change or remove one without a trace. Events of
-- before this migration have no sequence and stand outside the chain.
ALTER TABLE audit_events ADD COLUMN sequence BIGINT; -- audience: staff
ALTER TABLE audit_events ADD COLUMN area TEXT; -- audience: staff
ALTER TABLE audit_events ADD COLUMN hash TEXT; -- audience: staff
CREATE UNIQUE INDEX audit_events_sequence ON audit_events (sequence);
CREATE INDEX audit_events_subject ON audit_events (subject);
-- One row: the end of the chain. Its lock gives events their order, as that of `change_counter` does to changes.
CREATE TABLE audit_head (
    id BIGINT NOT NULL PRIMARY KEY, -- audience: staff
    sequence BIGINT NOT NULL, -- audience: staff
    hash TEXT NOT NULL -- audience: staff
);
INSERT INTO audit_head (id, sequence, hash) VALUES (1, 0, '');
