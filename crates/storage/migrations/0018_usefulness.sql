-- How often a page was found useful or not, by month: a count, and nothing about anybody.
CREATE TABLE usefulness (
    listing TEXT NOT NULL REFERENCES listings (id), -- audience: staff
    month TEXT NOT NULL, -- audience: staff
    useful BIGINT NOT NULL, -- audience: staff
    not_useful BIGINT NOT NULL, -- audience: staff
    PRIMARY KEY (listing, month)
);
