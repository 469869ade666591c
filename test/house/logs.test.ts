import assert from 'node:assert/strict';
import { libraryLinesTo } from '../../bot/drivers/teams/library-lines.ts';
import { logTo } from '../../bot/work/json-lines.ts';
import { hostile } from '../support/hostile-text.ts';
import { leaksIn, leaksSince, testLog, wasTyped } from '../support/logs.ts';

describe('the log', () => {
  it('is searched after every test for names, numbers, addresses, tokens and what people typed', () => {
    wasTyped('give it to [Debra] "at once"');
    const leaking = [
      ...[{ name: 'Alex Wilber' }, { at: 'user7@contoso.example' }, { caller: '+14255550100' }],
      ...[
        { url: 'https://contoso.sharepoint.com/x?tempauth=1' },
        { authorization: 'Bearer x' },
        { err: new Error('eyJhbGciOiJSUzI1NiJ9.e30') },
      ],
      { text: 'give it to [Debra] "at once"' },
    ];
    for (const about of leaking) testLog.info(about, 'something');
    assert.equal(new Set(leaksSince().map(leak => leak.slice(leak.indexOf(' in {')))).size, leaking.length);
    assert.deepEqual(leaksIn('{"id":"alert-1-low-balance@19:general@thread.tacv2","turn":"0a1b","status":200}'), []);
  });

  it('makes a terminal obey nothing of an error from outside, and keeps every mark of it', () => {
    const lines: string[] = [];
    const log = logTo({ write: line => void lines.push(line) }, 'info');
    for (const text of hostile) log.error({ err: new Error(text) }, text);
    assert.equal(lines.length, hostile.length);
    for (const [index, line] of lines.entries()) {
      assert.doesNotMatch(line, /[^\P{Cc}\n]|\n(?!$)|[\p{Zl}\p{Zp}\p{Cf}]/u);
      assert.equal((JSON.parse(line) as { msg: string }).msg, hostile[index]);
    }
  });

  it('gets the lines that libraries would write to the console, with the kind of error alone', () => {
    const { error, warn } = console;
    const said: object[] = [];
    try {
      libraryLinesTo({ warn: (about: object) => said.push(about) });
      console.error('activity of Alex', new RangeError('what somebody wrote'));
      console.warn('BadRequest: Missing activity or activity type.');
    } finally {
      Object.assign(console, { error, warn });
    }
    assert.deepEqual(said, [{ error: 'RangeError' }, { error: 'text' }]);
  });
});
