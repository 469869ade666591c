// The program's whole outside world: a file for each port. Each is named for our need; a driver (drivers/…) is named for its means.
export * from './clock.ts';
export * from './driver-error.ts';
export * from './log.ts';
export * from './journal.ts';
export * from './rows.ts';
export * from './outbox.ts';
export * from './documents.ts';
export * from './answers.ts';
export * from './scheduler.ts';
export * from './stores.ts';
export * from './directory.ts';
export * from './licenses.ts';
export * from './call-log.ts';
export * from './payments.ts';
export * from './messenger.ts';
export * from './files.ts';
export * from './sandbox.ts';
