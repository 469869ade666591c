import assert from 'node:assert/strict';
import { PassThrough, Readable, Writable } from 'node:stream';
import { openEmbedded } from '../../bot/drivers/stores/embedded.ts';
import { sandboxTenant } from '../../bot/configuration/tenant-config.ts';
import { systemClock } from '../../bot/drivers/system/clock.ts';
import { callLedger } from '../../bot/ledger.ts';
import { pagesOfCalls } from '../bench/calls.ts';
import { someTerms } from '../support/builders.ts';
import { CommandLine } from '../support/command-line.ts';
import { walletsOf } from '../support/wallets.ts';

/** In so many turns of the event loop. */
const later = (turns: number, done: () => void): unknown =>
  turns === 0 ? done() : setImmediate(() => later(turns - 1, done));

describe('whoever reads an export slowly', () => {
  let line: CommandLine;
  before(async () => {
    line = await CommandLine.open();
    const stores = openEmbedded(line.dataDir, systemClock);
    const ledger = walletsOf(stores.of(sandboxTenant));
    await ledger.execute({ kind: 'open-wallet', id: 'open', terms: someTerms }, null);
    for (const rows of pagesOfCalls(6000, 1000)) await ledger.execute({ kind: 'draw', id: 'page', rows }, null);
    await stores.close();
  });
  after(() => line.close());

  const exported = async (stdout: Writable): Promise<number> => {
    const stderr = new PassThrough().resume();
    const env = { DATA_DIR: line.dataDir };
    return callLedger(['export', '--format', 'ndjson'], { env, stdin: Readable.from(['']), stdout, stderr });
  };

  it('has little of it waiting, and gets all of it', async () => {
    let held = 0;
    let read = 0;
    const code = await exported(
      new Writable({
        write(chunk: Buffer, _encoding, done) {
          held = Math.max(held, this.writableLength);
          read += chunk.length;
          later(50, done);
        },
      }),
    );
    assert.equal(code, 0);
    assert.ok(read > 3e6, `${read} bytes`);
    assert.ok(held < read / 4, `${held} of ${read} bytes were held`);
  });

  /** Standard output that takes so many parts and then fails; how many it was given. */
  const failing = async (parts: number, code: string): Promise<{ readonly exit: number; readonly given: number }> => {
    let given = 0;
    const stdout = new Writable({
      // As the program's own standard output, which stays open whatever fails.
      autoDestroy: false,
      emitClose: false,
      write(_chunk, _encoding, done) {
        given += 1;
        if (given > parts) done(Object.assign(new Error(`write ${code}`), { code }));
        else done();
      },
    });
    return { exit: await exported(stdout), given };
  };

  it('may leave: it ends there, and not at the end of the journal', async () => {
    const { exit, given } = await failing(2, 'EPIPE');
    assert.equal(exit, 0);
    assert.ok(given <= 4, `${given} parts`);
  });

  it('is not told that it is complete where the disk was full', async () => {
    for (const parts of [0, 2]) assert.equal((await failing(parts, 'ENOSPC')).exit, 1);
  });
});
