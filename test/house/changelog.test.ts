import assert from 'node:assert/strict';
import { notesOf, withDraft } from '../../manifest/changelog.ts';
import { textOf } from './imports.ts';

describe('a release', () => {
  const empty = textOf('.github/CHANGELOG.md').split('\n## ')[0] ?? '';

  it('drafts what the changelog says of it, above those before', () => {
    const first = withDraft(empty, { version: '1.0.0', day: '2026-11-26', subjects: ['Count pools', 'Warn'] });
    const second = withDraft(first, { version: '1.1.0', day: '2026-12-01', subjects: ['Mend 1.0.0'] });
    assert.equal(
      second,
      `${empty.trimEnd()}\n\n## 1.1.0 (2026-12-01)\n\n- Mend 1.0.0\n\n## 1.0.0 (2026-11-26)\n\n- Count pools\n- Warn\n`,
    );
    assert.equal(notesOf(second, '1.1.0'), '- Mend 1.0.0');
    assert.equal(notesOf(second, '1.0.0'), '- Count pools\n- Warn');
  });

  it('has no notes before they are drafted, nor those of a version that begins alike', () => {
    assert.equal(notesOf(empty, '1.0.0'), undefined);
    const draft = withDraft(empty, { version: '1.0.10', day: '2026-11-26', subjects: ['x'] });
    assert.equal(notesOf(draft, '1.0.1'), undefined);
  });

  it('has one version, in the package and in the app', () => {
    const version = (file: string): unknown => (JSON.parse(textOf(file)) as { version: unknown }).version;
    assert.equal(version('manifest/manifest.json'), version('package.json'));
  });
});
