import { z } from 'zod';

// Longer ones no mail server takes.
const address = z.email().max(254);

/** Whether a text is one address of mail, and nothing else. */
export const isMailAddress = (text: string): boolean => address.safeParse(text).success;
