-- The same sales twice: once with every fact in every row, once with each fact in one place.
CREATE TABLE wide_sale (
    id     integer PRIMARY KEY,
    title  text NOT NULL,
    author text NOT NULL,
    price  integer NOT NULL
);

CREATE TABLE author (
    id   integer PRIMARY KEY,
    name text NOT NULL
);
CREATE TABLE book (
    id        integer PRIMARY KEY,
    author_id integer NOT NULL REFERENCES author,
    title     text NOT NULL,
    price     integer NOT NULL
);
CREATE TABLE sale (
    id      integer PRIMARY KEY,
    book_id integer NOT NULL REFERENCES book,
    price   integer NOT NULL  -- what was paid then: a fact of the sale, and no copy
);
CREATE INDEX sale_book ON sale (book_id);
