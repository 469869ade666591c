import { createPrivateKey, X509Certificate } from 'node:crypto';
import { z } from 'zod';

// Shapes of texts that both tables of settings use.

export const settingText = z.string();

export const oneWordOf = <const Words extends readonly string[]>(words: Words) => z.enum(words, words.join(', '));

export const flag = z.enum(['0', '1'], '0 or 1').transform(value => value === '1');

/** An id of Entra. */
export const entraId = (what: string) => z.guid(what);

const entraIdForm = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The value of a secret: what Entra shows beside it is its id, which is taken for it easily. */
export const secretValue = z
  .string()
  .refine(
    value => !entraIdForm.test(value),
    "the secret's value, which Entra shows once; this is its id, or another one",
  );

/** A certificate and its private key, as Entra's apps are shown by them. */
export const certificatePem = z
  .string()
  .refine(isCertificateWithKey, 'a certificate and its private RSA key in PEM, the key without a password');

function isCertificateWithKey(pem: string): boolean {
  try {
    const key = createPrivateKey(pem);
    return key.asymmetricKeyType === 'rsa' && new X509Certificate(pem).checkPrivateKey(key);
  } catch {
    return false;
  }
}
