/** An entry's primary key: after all those of earlier books, before those of later ones. */
export const placeOf = (book: number, seq: number): number => book * 2 ** 40 + seq;
