import { readFileSync } from 'node:fs';

/** What Alertmanager (its packages `timeinterval` and `inhibit`) answered to random questions, a line each. */
export const recordedLines = (about: 'quiet' | 'inhibit'): readonly unknown[] =>
  readFileSync(new URL(`../data/alertmanager-${about}.ndjson`, import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as unknown);
