/** The paths that the guide's proxy passes on to the bot. */
export function proxiedPaths(guide: string): readonly string[] {
  const line = /^ *@bot path (.+)$/m.exec(guide)?.[1];
  if (line === undefined) throw new Error('the guide names no paths of the proxy');
  return line.trim().split(/\s+/);
}
