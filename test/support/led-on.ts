import assert from 'node:assert/strict';
import {
  Continuation,
  correctedRow,
  Verification,
  VersionStates,
  type Continued,
  type Entry,
} from '../../core/index.ts';
import { sha256 } from '../../bot/drivers/system/sha256.ts';
import type { NextBook } from '../../bot/ports/index.ts';
import { statesLedOn } from '../../bot/wallets/lead-on.ts';

/** What makes the book that leads on these entries of one that was found with that end. */
export function continuationOf(good: readonly Entry[], head: Continued['head']): Continuation {
  const verification = new Verification(sha256);
  for (const entry of good) assert.equal(verification.add(entry), undefined);
  return new Continuation(verification.links(head), sha256);
}

/** The entries of that book. */
export function ledOn(good: readonly Entry[], head: Continued['head']): readonly Entry[] {
  const continuation = continuationOf(good, head);
  const entries = good.map(entry => continuation.lead(entry));
  continuation.end();
  return entries;
}

/** What became of versions of calls by these entries. */
export function statesOf(good: readonly Entry[]): VersionStates {
  const corrected = good.map(correctedRow).filter(row => row !== undefined);
  const states = new VersionStates(new Set(corrected), sha256);
  for (const entry of good) states.add(entry);
  return states;
}

/** That book as a store begins it. */
export function nextBookOf(good: readonly Entry[], head: Continued['head']): NextBook {
  const continuation = continuationOf(good, head);
  return {
    seq: good.length,
    lead: entries => entries.map(entry => continuation.lead(entry)),
    stateOf: statesLedOn(statesOf(good), good.length),
  };
}
