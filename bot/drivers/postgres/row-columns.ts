/** The columns of a stored row, by the program's names. */
export const rowColumns = `arrival, book, entry_seq AS "entrySeq", id, version, state, question, start, seconds, charge, fee, currency, capability,
  cost, credits_cost AS "creditsCost", look_alike_key AS "lookAlikeKey", is_correction::int AS "isCorrection", destination, person, about`;
