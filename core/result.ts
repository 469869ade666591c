/** The result of a function that input can make fail: a value, or a refusal that carries its facts. Bugs throw instead. */
export type Result<Value, Reason> =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly refusal: Reason };

/** A successful result. */
export const ok = <Value>(value: Value): { readonly ok: true; readonly value: Value } => ({ ok: true, value });
/** A refused result. */
export const err = <Reason>(refusal: Reason): { readonly ok: false; readonly refusal: Reason } => ({
  ok: false,
  refusal,
});

/** The default branch of every switch over a union: the compiler proves that it is never reached. */
export function unreachable(never: never): never {
  throw new Error(`unreachable: ${JSON.stringify(never)}`);
}
