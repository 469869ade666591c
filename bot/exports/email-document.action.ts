import { z } from 'zod';
import { unreachable } from '../../core/index.ts';
import { action } from '../chat/action.ts';
import { askedExport } from './asked-export.ts';
import { sendEmail, showEmail } from './email-document.ts';
import type { MailRequestedNeeds } from './mail-requested.ts';
import { printedKinds } from './make-printout.ts';

const id = z.string().max(100);
const asked = askedExport.extend({ what: z.enum(printedKinds), format: z.literal('pdf') });

/** Mails a document that was reviewed, or shows what became of it. */
export const emailDocumentAction = action(
  'email-document',
  'look',
  z.discriminatedUnion('step', [
    z.object({ step: z.literal('send'), id, asked, to: z.array(z.string().max(254)).max(10) }),
    z.object({ step: z.literal('show'), id }),
  ]),
  (needs: MailRequestedNeeds, turn, pressed) => {
    switch (pressed.step) {
      case 'send':
        return sendEmail(needs, turn, pressed);
      case 'show':
        return showEmail(needs, turn, pressed.id);
      default:
        return unreachable(pressed);
    }
  },
);
