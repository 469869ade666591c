/** What a changelog says of a version; undefined where it says nothing. */
export function notesOf(changelog: string, version: string): string | undefined {
  const [, after] = changelog.split(`\n## ${version} `);
  if (after === undefined) return undefined;
  const [, ...lines] = (after.split('\n## ')[0] ?? '').split('\n');
  return lines.join('\n').trim();
}

/** The changelog with a draft for a version, above those before it: a line for each commit, for somebody to shorten. */
export function withDraft(
  changelog: string,
  { version, day, subjects }: { readonly version: string; readonly day: string; readonly subjects: readonly string[] },
): string {
  const [head = '', ...versions] = changelog.split('\n## ');
  const draft = `${version} (${day})\n\n${subjects.map(subject => `- ${subject}`).join('\n')}\n`;
  return [head.trimEnd() + '\n', draft, ...versions].join('\n## ');
}
