// Where Teams keeps files: SharePoint and OneDrive for Business, in the public cloud.
const fileHosts: readonly RegExp[] = [/\.sharepoint\.com$/];
const loopback: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** Whether an address is one of Teams' own file hosts; in the sandbox of this machine too. */
export function isFileHost(url: string, isSandbox: boolean): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname, username, password, port } = new URL(url);
  if (isSandbox && loopback.has(hostname)) return true;
  const isBare = username === '' && password === '' && port === '';
  return isBare && protocol === 'https:' && fileHosts.some(host => host.test(hostname));
}
