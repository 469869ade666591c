/** Reads a file that Teams keeps; refuses other hosts and large files. */
export type Download = (
  url: string,
) => Promise<
  | { readonly ok: true; readonly bytes: Buffer }
  | { readonly ok: false; readonly reason: 'host' | 'too-large' | 'unreadable' }
>;
