import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { notesOf, withDraft } from './changelog.ts';

// npm run release -- VERSION [what `npm run manifest` takes]: the first time it drafts what the changelog says of the version; the second
// time, with the draft shortened, it checks everything, writes the version, makes the app package, commits and tags. It pushes nothing.

const root = path.join(import.meta.dirname, '..');
const changelogFile = path.join(root, '.github/CHANGELOG.md');
const manifestFile = path.join(root, 'manifest/manifest.json');

const [version = '', ...packageOptions] = process.argv.slice(2);
const git = (...args: readonly string[]): string => execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim();
const npm = (...args: readonly string[]): void => {
  execFileSync('npm', args, { cwd: root, stdio: 'inherit' });
};

const problem = problemWith(version);
if (problem === undefined) release();
else {
  console.error(problem);
  process.exitCode = 1;
}

function problemWith(wanted: string): string | undefined {
  if (!/^\d+\.\d+\.\d+$/.test(wanted))
    return 'usage: npm run release -- 1.2.0 [--bot-id GUID --developer NAME --website URL]';
  if (git('branch', '--show-current') !== 'main') return 'A release is made on main.';
  if (git('tag', '--list', `v${wanted}`) !== '') return `v${wanted} is there already.`;
  const changed = git('status', '--porcelain', '--', '.', ':!.github/CHANGELOG.md');
  return changed === '' ? undefined : `Commit or undo these first:\n${changed}`;
}

function release(): void {
  const changelog = readFileSync(changelogFile, 'utf8');
  const notes = notesOf(changelog, version);
  if (notes === undefined) {
    const last = git('tag', '--list', 'v*', '--sort=-version:refname').split('\n')[0] ?? '';
    const subjects = git('log', '--format=%s', last === '' ? 'HEAD' : `${last}..HEAD`).split('\n');
    writeFileSync(changelogFile, withDraft(changelog, { version, day: git('log', '-1', '--format=%cs'), subjects }));
    console.log(
      `.github/CHANGELOG.md has a draft for ${version}: shorten it to what people notice, and run this again.`,
    );
    return;
  }
  npm('run', 'check');
  npm('version', version, '--no-git-tag-version', '--allow-same-version');
  writeFileSync(manifestFile, readFileSync(manifestFile, 'utf8').replace(/("version": )"[^"]*"/, `$1"${version}"`));
  npm('run', 'manifest', '--', ...packageOptions);
  git('commit', '--all', '--message', `Release ${version}`);
  git('tag', '--annotate', `v${version}`, '--message', `${version}\n\n${notes}`);
  console.log(
    `v${version} is committed and tagged. What is left: git push --follow-tags, and the app package to where it is used.`,
  );
}
