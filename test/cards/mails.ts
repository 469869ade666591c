import type { AlertMail } from '../../cards/alert-mail.ts';

/** An alert as bad as they come, with everything that a mail can hold. */
export const balanceMail: AlertMail = {
  ...{ language: 'en', subject: 'Contoso: balance is used up', sandbox: '', severity: 'critical', label: 'Critical' },
  title: 'Balance is used up',
  lines: [
    'The balance is \\-$4.20. Toll\\-free, dial\\-out and international calls of **1,204 people** may stop at any moment.',
    'Auto\\-recharge adds $50.00 after 19:57.',
  ],
  facts: [
    { title: 'Balance', value: '-$4.20' },
    { title: 'Threshold', value: '$20.00' },
  ],
  timeline: [
    '18:40 Low balance: $19.80',
    '18:57 Recharge failed: the card that ends in 4242 has expired; the next try is after 19:57',
    '19:02 Acknowledged by Adele Vance',
  ],
  action: { title: 'Change payment method', url: 'https://teams.microsoft.com/l/chat/0/0?users=28:a&message=b%20c' },
  footer: 'Adele Vance added this address.',
  leave: { title: 'Stop these emails', url: 'https://bot.example/mails/abc' },
};
