/** A driver's own failure, thrown: an outage, or an answer that makes no sense. Refusals are values instead. */
export class DriverError extends Error {
  readonly code: string;
  /** The missing permission, if that is the cause. */
  readonly permission: string | undefined;

  constructor(code: string, message: string, cause?: unknown, permission?: string) {
    super(message, { cause });
    this.name = 'DriverError';
    this.code = code;
    this.permission = permission;
  }
}
