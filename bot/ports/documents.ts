/** Small documents that people may want to read: settings, conversations, drafts. Written whole, and synced before `change` resolves. */
export interface Documents {
  /** Null where nothing was ever written. */
  read(name: string): Promise<unknown>;
  /**
   * Replaces a document atomically with what `edit` returns. If another process changed it first, `edit` is called again; returning its
   * argument writes nothing.
   */
  change(name: string, edit: (document: unknown) => unknown): Promise<void>;
}
