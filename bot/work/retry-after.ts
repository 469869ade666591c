/** What a Retry-After says, in ms from `now`: seconds or a date; undefined where it says nothing that makes sense. */
export function retryAfterMs(header: string | null | undefined, now: number): number | undefined {
  const text = (header ?? '').trim();
  if (text === '') return undefined;
  const seconds = Number(text);
  if (Number.isFinite(seconds)) return Math.ceil(Math.max(0, seconds) * 1000);
  const date = Date.parse(text);
  return Number.isFinite(date) ? Math.max(0, date - now) : undefined;
}
