/** What became of a look at an address. */
export type AddressAnswer =
  { readonly kind: 'answered'; readonly status: number } | { readonly kind: 'silent'; readonly code: string };

/** Asks an address by GET, and reads no body; a redirect is an answer. */
export async function reach(address: string, signal: AbortSignal): Promise<AddressAnswer> {
  try {
    const answer = await fetch(address, { signal, redirect: 'manual', cache: 'no-store' });
    await answer.body?.cancel();
    return { kind: 'answered', status: answer.status };
  } catch (error) {
    return { kind: 'silent', code: codeOfFailure(error, signal) };
  }
}

/** What an address answers in JSON, whatever its status; undefined where it does not. */
export async function answerOf(address: string, signal: AbortSignal): Promise<unknown> {
  try {
    const answer = await fetch(address, { signal, redirect: 'manual', cache: 'no-store' });
    return await answer.json();
  } catch {
    return undefined;
  }
}

/** Why there was no answer, as a code: what the system says may hold more. */
export function codeOfFailure(error: unknown, signal: AbortSignal): string {
  if (signal.aborted) return 'no-answer-in-time';
  const { code, cause } = error as { readonly code?: unknown; readonly cause?: { readonly code?: unknown } };
  const said = cause?.code ?? code;
  return typeof said === 'string' ? said : 'no-answer';
}
