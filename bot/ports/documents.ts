/** Small documents that people may want to read: settings, conversations, drafts. Each is written whole, synced before acknowledged. */
export interface Documents {
  /** Null where nothing was ever written. */
  read(tenant: string, name: string): Promise<unknown>;
  /**
   * Replaces a document by what `edit` makes of it: nobody else's change comes between. Where another process was faster `edit` is
   * called again; giving back what it was given writes nothing.
   */
  change(tenant: string, name: string, edit: (document: unknown) => unknown): Promise<void>;
}
