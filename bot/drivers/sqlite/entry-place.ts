const books = 2 ** 40;

/** An entry's primary key: after all those of earlier books, before those of later ones. */
export const placeOf = (book: number, seq: number): number => book * books + seq;

export const seqOfPlace = (place: number): number => place % books;

/** The last that a place can have. */
export const lastSeq = books - 1;
