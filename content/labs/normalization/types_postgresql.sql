-- One table with no opinion, one with types, one with types and rules.
CREATE TABLE parcel_text (
    id text, number text, book_id text, quantity text, price text, sent_on text, state text
);
CREATE TABLE parcel_typed (
    id uuid, number text, book_id integer, quantity integer, price numeric(10, 2), sent_on date, state text
);
CREATE TABLE parcel_ruled (
    id       uuid PRIMARY KEY,
    number   text NOT NULL UNIQUE CHECK (number <> ''),
    book_id  integer NOT NULL REFERENCES book,
    quantity integer NOT NULL CHECK (quantity > 0),
    price    numeric(10, 2) NOT NULL CHECK (price >= 0),
    sent_on  date NOT NULL,
    state    text NOT NULL CHECK (state IN ('open', 'paid'))
);

-- Amounts of money, and identifiers, in two types each.
CREATE TABLE amount (cents integer PRIMARY KEY, as_double double precision, as_exact numeric(12, 2));
INSERT INTO amount SELECT n, n / 100.0, n / 100.0 FROM generate_series(1, 200) AS n;
CREATE TABLE uuid_text (id text);
CREATE TABLE uuid_binary (id uuid);
