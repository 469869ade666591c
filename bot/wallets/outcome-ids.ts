import type { Payment, Wallet } from '../../core/index.ts';

// What a payment came to is recorded under an id of its own, so that what is said of it twice is one entry. It can fail, be opened again, be
// taken back and be won back more than once: each time has a number. It settles once.

/** The id under which a payment is declined next, or was declined last, as the book knows it. */
export const declinedId = ({ openPayments, declined }: Wallet, key: string): string => {
  const known: { readonly payment: Payment; readonly reopened?: number } | undefined = [
    ...openPayments,
    ...declined,
  ].find(({ payment }) => payment.key === key);
  return numberedId(`${key}/declined`, 1 + (known?.reopened ?? 0));
};

/** The id under which one that had failed is opened again. */
export const reopenedId = ({ declined }: Wallet, key: string): string =>
  numberedId(`${key}/reopened`, 1 + (declined.find(({ payment }) => payment.key === key)?.reopened ?? 0));

/**
 * The id under which one that has settled is taken back, for the how manyth time its gateway says; or under which the gateway says that it never
 * paid. What it says again is so the same entry, also where a person has reversed that.
 */
export const takenBackId = (key: string, time: number | undefined): string =>
  time === undefined ? `${key}/never-paid` : numberedId(`${key}/taken-back`, time);

/** The id under which one that was taken back is won back: once for each time that it was taken. */
export const wonBackId = ({ pool }: Wallet, key: string): string =>
  numberedId(`${key}/won-back`, pool.reductions.filter(({ payment, amount }) => payment === key && amount > 0).length);

/** The id of what happens for the so-manyth time. */
export const numberedId = (id: string, time: number): string => (time <= 1 ? id : `${id}-${time}`);
