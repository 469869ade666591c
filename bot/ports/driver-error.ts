/** A driver's own failure: an outage or an answer that makes no sense. Refusals are values, this is thrown. */
export class DriverError extends Error {
  readonly code: string;
  /** The permission that the program lacks, where that is why. */
  readonly permission: string | undefined;

  constructor(code: string, message: string, cause?: unknown, permission?: string) {
    super(message, { cause });
    this.name = 'DriverError';
    this.code = code;
    this.permission = permission;
  }
}
