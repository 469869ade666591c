import assert from 'node:assert/strict';
import { verbs } from '../../bot/cli/verbs.ts';
import { WrongUsage } from '../../bot/cli/terminal.ts';
import { readArguments, seeHelp } from '../../bot/cli/arguments.ts';
import { CommandLine } from '../support/command-line.ts';

describe('what an operator types', () => {
  const read = (text: string) => readArguments(verbs, text === '' ? [] : text.split(' '));

  for (const text of ['--help', '-h', 'help'])
    it(`"${text}" is answered with every verb`, () => {
      const asked = read(text);
      assert.equal(asked.kind, 'help');
      const lines = asked.text.split('\n');
      for (const { name, about } of verbs)
        assert.ok(
          lines.some(line => line.startsWith(`  ${name} `) && line.endsWith(about)),
          name,
        );
    });

  for (const verb of verbs)
    it(`"${verb.name} --help" shows an example that is a call of it`, () => {
      const asked = read(`${verb.name} --help`);
      assert.deepEqual(asked, read(`help ${verb.name}`));
      assert.equal(asked.kind, 'help');
      assert.ok(asked.text.includes(`npx credits ${verb.example}\n`));
      const [example = ''] = verb.example.split(' > ');
      const called = read(example);
      assert.equal(called.kind === 'run' && called.verb, verb);
    });

  it('a verb’s own --version is not the program’s', () => {
    assert.deepEqual(read('--version'), { kind: 'version' });
    const asked = read('reverse --row r --version 2');
    assert.equal(asked.kind === 'run' && asked.values['version'], '2');
  });

  for (const [text, message] of [
    ['', 'which verb?'],
    ['--json', 'which verb?'],
    ['balnce', 'unknown verb: balnce; did you mean balance?'],
    ['rec', 'unknown verb: rec; did you mean reconcile?'],
    ['x', 'unknown verb: x'],
    ['help frobnicate', 'unknown verb: frobnicate'],
    ['buy --amout 3', 'buy knows no --amout; did you mean --amount?'],
    ['balance --amount 3', 'balance knows no --amount'],
    ['balance now', 'unexpected: now'],
    ['buy', '--amount is needed'],
    ['buy --amount=', '--amount is needed'],
    ['buy --amount 1 -x', 'buy knows no --x'],
    ['buy --amount --yes', '--amount needs a value; one that begins with a dash is written --amount=-…'],
    ['buy --amount', /^--amount needs a value/],
    ['balance --dry-run', 'balance knows no --dry-run'],
    ['buy --json=1 --amount 3', /'--json' does not take an argument/],
  ] as const)
    it(`"${text}" is wrong, in one line`, () => {
      assert.throws(
        () => read(text),
        (error: unknown) => {
          assert.ok(error instanceof WrongUsage);
          assert.doesNotMatch(error.message, /\n/);
          if (typeof message === 'string') assert.equal(error.message, message);
          else assert.match(error.message, message);
          return true;
        },
      );
    });

  it('says where to read on: about the verb, where there is one', () => {
    assert.equal(seeHelp(verbs, ['--json', 'buy']), 'see: npx credits buy --help');
    assert.equal(seeHelp(verbs, ['bye']), 'see: npx credits --help');
  });

  it('gets help on standard output with exit 0, and a fault on standard error with exit 2', async () => {
    const line = (await CommandLine.open()).asProgram;
    try {
      const [help, version, wrong] = [await line.run('buy', '-h'), await line.run('--version'), await line.run('by')];
      assert.deepEqual([help.code, help.err], [0, '']);
      assert.match(help.out, /^usage: npx credits buy /);
      assert.match(version.out, /^\d+\.\d+\.\d+\n$/);
      assert.deepEqual(wrong, {
        code: 2,
        out: '',
        err: 'unknown verb: by; did you mean buy?\nsee: npx credits --help\n',
      });
    } finally {
      await line.close();
    }
  });
});
