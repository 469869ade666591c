import { unreachable } from '../../core/index.ts';
import { escape } from '../../cards/escape.ts';
import type { Speech } from '../chat/speech.ts';
import type { DownloadRefusal } from '../ports/index.ts';
import type { ExportRefusal } from './usage-export.ts';

const megabytes = 50;

/** Why nothing was read of an attached file. */
export type Unread = DownloadRefusal | ExportRefusal;

export function unreadFileText(speech: Speech, refusal: Unread): string {
  switch (refusal.kind) {
    case 'too-large-file':
      return speech.say('import.tooLarge', { megabytes });
    case 'too-large-unpacked':
      return speech.say('import.tooLarge', { megabytes: refusal.bytes / 2 ** 20 });
    case 'foreign-host':
      return speech.say('import.host');
    case 'not-fetched':
      return refusal.status === undefined
        ? speech.say('import.not-fetched')
        : speech.say('import.not-given', { status: refusal.status });
    case 'missing-columns':
      return speech.say('import.missing', { columns: refusal.columns.map(escape).join(', ') });
    case 'columns-twice':
    case 'direct-routing':
    case 'operator-connect':
      return speech.say(`import.${refusal.kind}`, { columns: refusal.columns.map(escape).join(', ') });
    case 'ambiguous-dates':
    case 'mixed-dates':
    case 'ambiguous-decimals':
    case 'mixed-decimals':
      return speech.say(`import.${refusal.kind}`, { example: escape(refusal.example) });
    case 'is-workbook':
      return speech.say('import.is-workbook');
    case 'too-many-lines':
    case 'too-many-files':
      return speech.say(`import.${refusal.kind}`, { most: speech.number(refusal.most) });
    case 'not-an-export':
      return speech.say('import.unreadable');
    case 'unknown-encoding':
    case 'mixed-line-ends':
    case 'unknown-delimiter':
    case 'workbook-has-password':
    case 'holds-direct-routing':
    case 'holds-operator-connect':
    case 'has-password':
    case 'unknown-compression':
    case 'damaged-archive':
      return speech.say(`import.${refusal.kind}`);
    default:
      return unreachable(refusal);
  }
}
