import { readFileSync } from 'node:fs';
import tls from 'node:tls';

// A key and a certificate of localhost, signed by itself: known to everybody, and trusted by nobody but a test that says so.
const pem = readFileSync(new URL('../data/loopback.pem', import.meta.url), 'utf8');

/** What a TLS server of a test shows. */
export const loopbackTls = { key: pem, cert: pem };

/** Runs something while this process trusts that certificate. */
export async function trustingLoopback<Value>(run: () => Promise<Value>): Promise<Value> {
  const before = tls.getCACertificates('default');
  tls.setDefaultCACertificates([pem]);
  try {
    return await run();
  } finally {
    tls.setDefaultCACertificates(before);
  }
}
