import type { Speech } from '../../bot/chat/speech.ts';
import { emailedView, emailReviewView, noEmailView } from '../../bot/exports/email-document.view.ts';
import type { RequestedMail } from '../../bot/exports/monthly-mails.ts';
import type { Card } from '../../cards/card.ts';
import { evening } from '../support/made-matters.ts';

const days = { first: '2026-10-01', last: '2026-10-31' };
const asked = { what: 'statement', format: 'pdf', days } as const;
const document = { id: 'review-1', name: 'Statement 2026-10-01 – 2026-10-31.pdf', asked };
const to = ['books@contoso.example', 'a.rather.long.mailbox.of.accounting@finance.contoso.example'];
const request = { ...document, language: 'en', person: 'someone', at: evening } as const;

const mail = (address: string, state: RequestedMail['state'], failures = 0): RequestedMail => ({
  ...{ request, address, state, failures, since: evening, next: evening },
});

/** A document by email: asked about, under way, and what became of it. */
export const emailStates = (speech: Speech): readonly { card: string; state: string; json: Card }[] =>
  [
    { state: 'review', json: emailReviewView(speech, document, { to, hasChanged: false }) },
    { state: 'review of other addresses', json: emailReviewView(speech, document, { to, hasChanged: true }) },
    {
      state: 'results',
      json: emailedView(speech, request, [
        mail(to[0]!, 'sent'),
        mail(to[1]!, 'refused'),
        mail('on-its-way@contoso.example', 'intended'),
        mail('tried-again@contoso.example', 'intended', 1),
        mail('given-up@contoso.example', 'given-up', 30),
        mail('withdrawn@contoso.example', 'withdrawn'),
      ]),
    },
    { state: 'nobody', json: noEmailView(speech, 'email.nobody') },
  ].map(state => ({ card: 'email', ...state }));
