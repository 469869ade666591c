/** What a function gives that a person can make fail: a value, or a refusal that carries its facts. Bugs throw instead. */
export type Result<Value, Reason> =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly refusal: Reason };

/** It went well. */
export const ok = <Value>(value: Value): { readonly ok: true; readonly value: Value } => ({ ok: true, value });
/** It was refused. */
export const err = <Reason>(refusal: Reason): { readonly ok: false; readonly refusal: Reason } => ({
  ok: false,
  refusal,
});

/** The default branch of every switch over a union: the compiler proves that it is never reached. */
export function unreachable(never: never): never {
  throw new Error(`unreachable: ${JSON.stringify(never)}`);
}
