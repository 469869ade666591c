import { escape } from '../../cards/escape.ts';
import type { Word } from '../../cards/words.ts';
import type { DriverError } from '../ports/index.ts';
import type { Speech } from './speech.ts';

/** What people are told of each outage, by the code of its error; `graph-503` and its like are found by what they begin with, too. */
export const failureWords: Readonly<Record<string, Word>> = {
  'graph-unreachable': 'refuse.directory',
  'graph-429': 'refuse.directory',
  'graph-5': 'refuse.directory',
  'graph-answer': 'failed.graph-answer',
  'graph-pages': 'failed.graph-pages',
  'graph-4': 'failed.graph-refused',
  'entra-unreachable': 'failed.entra-unreachable',
  'entra-secret-expired': 'failed.entra-secret-expired',
  'entra-secret-wrong': 'failed.entra-secret-wrong',
  'entra-no-app': 'failed.entra-no-app',
  'entra-no-tenant': 'failed.entra-no-tenant',
  'entra-app-disabled': 'failed.entra-refused',
  'entra-certificate-refused': 'failed.entra-refused',
  'entra-not-federated': 'failed.entra-refused',
  'entra-assertion-expired': 'failed.entra-refused',
  'entra-no-token-file': 'failed.entra-refused',
  'entra-no-identity': 'failed.entra-refused',
  'entra-refused': 'failed.entra-refused',
  'store-unreachable': 'failed.store-unreachable',
  'store-refused': 'failed.store-unreachable',
  'store-failed': 'failed.store-failed',
  'store-read-only': 'failed.store-read-only',
  'document-not-written': 'failed.store-read-only',
  'store-damaged': 'failed.store-damaged',
  'call-damaged': 'failed.store-damaged',
  'store-lost-commits': 'failed.store-damaged',
  'damaged-document': 'failed.store-damaged',
};

/** What failed and what to do, for a person, with the reference under which an operator finds the rest. */
export function failureText(speech: Speech, failure: DriverError | undefined, reference: string): string {
  const facts = { reference: escape(reference) };
  if (failure?.permission !== undefined) return speech.say('refuse.permission', { permission: failure.permission });
  const word =
    failure === undefined ? undefined : (failureWords[failure.code] ?? failureWords[failure.code.slice(0, 7)]);
  return speech.say(word ?? 'app.failedMore', facts);
}
