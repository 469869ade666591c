import { cp, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** What of this machine stands for an operating system; the rest of a root is what was put there. */
const borrowed = ['/usr', '/bin', '/sbin', '/lib', '/lib64', '/etc/ssl', '/etc/resolv.conf', '/etc/nsswitch.conf'];

/** Where programs are found, this Node first where it is wanted. */
export const basePath = '/usr/local/bin:/usr/bin:/bin';
export const nodePath = `/opt/node/bin:${basePath}`;

/** Who is no root, by the one number that images and machines give them. */
export const userId = 1000;

/** An empty root for bubblewrap with one user, and this Node apart from all else. */
export async function makeRoot(root: string, user: string): Promise<void> {
  for (const made of ['etc', 'tmp', 'proc', 'dev', 'root', 'opt/node/bin', `home/${user}`])
    await mkdir(path.join(root, made), { recursive: true });
  for (const taken of borrowed) await mountPoint(root, taken);
  const line = (name: string, id: number, home: string): string => `${name}:x:${id}:${id}:${name}:${home}:/bin/bash\n`;
  await writeFile(path.join(root, 'etc/passwd'), `${line('root', 0, '/root')}${line(user, userId, `/home/${user}`)}`);
  await writeFile(path.join(root, 'etc/group'), `root:x:0:\n${user}:x:${userId}:\n`);
  await writeFile(path.join(root, 'etc/hosts'), '');
  await cp(process.execPath, path.join(root, 'opt/node/bin/node'));
}

interface Jail {
  readonly root: string;
  readonly isReadOnly?: boolean;
  /** The file that names hosts. */
  readonly hosts: string;
  readonly env: Readonly<Record<string, string>>;
  /** Where it begins. */
  readonly where: string;
  /** More of bubblewrap's arguments. */
  readonly mounts?: readonly string[];
}

/** How a command is run there as root, with this machine's system under it and nothing else of this machine. */
export function jailed({ root, isReadOnly = false, hosts, env, where, mounts = [] }: Jail): readonly string[] {
  return [
    ...['bwrap', isReadOnly ? '--ro-bind' : '--bind', root, '/'],
    ...borrowed.flatMap(taken => ['--ro-bind-try', taken, taken]),
    ...['--ro-bind', hosts, '/etc/hosts'],
    ...['--proc', '/proc', '--dev', '/dev', '--tmpfs', '/tmp', '--chmod', '1777', '/tmp'],
    ...['--unshare-pid', '--unshare-ipc', '--die-with-parent', '--cap-add', 'ALL', '--clearenv'],
    ...Object.entries(env).flatMap(([name, value]) => ['--setenv', name, value]),
    ...[...mounts, '--chdir', where],
  ];
}

/** What stands before a command in the jail so that its user runs it, who gets no further right. */
export const asUser: readonly string[] = [
  ...['/usr/bin/setpriv', `--reuid=${userId}`, `--regid=${userId}`, '--clear-groups', '--no-new-privs'],
  '--bounding-set=-all',
];

/** The process at the end of a chain of processes that each wait for the next: bubblewrap and shells stand before a program. */
export async function leafOf(pid: number): Promise<number> {
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
  const [first = ''] = children.trim().split(' ');
  return first === '' ? pid : leafOf(Number(first));
}

/** The memory that the program at the end of a chain holds, in MB. */
export async function residentOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${await leafOf(pid)}/status`, 'utf8');
  return Math.round(Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0) / 1024);
}

/** The processor time that it has taken. */
export async function processorMsOf(pid: number): Promise<number> {
  const fields = (await readFile(`/proc/${await leafOf(pid)}/stat`, 'utf8')).split(') ')[1]?.split(' ') ?? [];
  // utime and stime of proc_pid_stat(5), in hundredths of a second.
  return 10 * (Number(fields[11]) + Number(fields[12]));
}

async function mountPoint(root: string, taken: string): Promise<void> {
  const isFolder = await stat(taken).then(
    found => found.isDirectory(),
    () => undefined,
  );
  if (isFolder === true) await mkdir(path.join(root, taken), { recursive: true });
  if (isFolder === false) await writeFile(path.join(root, taken), '');
}
