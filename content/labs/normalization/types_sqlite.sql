-- The same three, and one more: a type that SQLite is to insist on, without rules.
CREATE TABLE parcel_text (
    id text, number text, book_id text, quantity text, price text, sent_on text, state text
);
CREATE TABLE parcel_typed (
    id uuid, number text, book_id integer, quantity integer, price numeric(10, 2), sent_on date, state text
);
CREATE TABLE parcel_strict (
    id blob, number text, book_id integer, quantity integer, price real, sent_on text, state text
) STRICT;
CREATE TABLE parcel_ruled (
    id       blob PRIMARY KEY CHECK (length(id) = 16),
    number   text NOT NULL UNIQUE CHECK (number <> ''),
    book_id  integer NOT NULL REFERENCES book,
    quantity integer NOT NULL CHECK (quantity > 0),
    price    real NOT NULL CHECK (price >= 0),
    -- an older SQLite's date() lets the 31st of February pass; to a day's number and back it shows
    sent_on  text NOT NULL CHECK (sent_on IS date(julianday(sent_on))),
    state    text NOT NULL CHECK (state IN ('open', 'paid'))
) STRICT;

-- Amounts of money (SQLite has no exact decimals, so the exact ones are cents), and identifiers.
CREATE TABLE amount (cents integer PRIMARY KEY, as_double real, as_exact integer);
WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 200)
    INSERT INTO amount SELECT n, n / 100.0, n FROM numbers;
CREATE TABLE uuid_text (id text);
CREATE TABLE uuid_binary (id blob);
