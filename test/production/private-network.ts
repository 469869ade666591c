import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Hosts that are Microsoft's, and the operator's own, by their real names: here each of them is this machine. */
export const hosts = {
  entra: 'login.microsoftonline.com',
  botFramework: 'login.botframework.com',
  connector: 'smba.trafficmanager.net',
  graph: 'graph.microsoft.com',
  bot: 'credits.contoso.example',
} as const;

/** What a program inside knows of where it is. */
export interface Network {
  readonly folder: string;
  /** The network outside, where the registry is. */
  readonly outside: string;
  /** How the registry is reached there. */
  readonly registry: Readonly<Record<string, string>>;
  /** The certificate of the authority that was made for this run. */
  readonly authority: string;
}

const variable = 'REHEARSAL_NETWORK';

/** Where this program is, once it has been started again inside. */
export function networkHere(): Network | undefined {
  const text = process.env[variable];
  return text === undefined ? undefined : (JSON.parse(text) as Network);
}

/**
 * Starts this program again in a network of its own, with nothing but loopback, where the names of Microsoft's hosts lead to this machine and a
 * made authority vouches for them: nothing in the product has to know of it. Gives what it exits with.
 */
export async function startInside(program: string, args: readonly string[]): Promise<number> {
  const folder = await mkdtemp(path.join(tmpdir(), 'credits-rehearsal-'));
  try {
    await chmod(folder, 0o755);
    await writeFile(path.join(folder, 'hosts'), `127.0.0.1 localhost ${Object.values(hosts).join(' ')}\n`);
    await cp('/etc/hosts', path.join(folder, 'hosts-outside'));
    await makeCertificates(folder);
    const authority = path.join(folder, 'authority.pem');
    const network: Network = { folder, outside: `/proc/${process.pid}/ns/net`, registry: registryHere(), authority };
    const inner = spawn(
      'bwrap',
      [
        ...['--unshare-net', '--dev-bind', '/', '/', '--bind', path.join(folder, 'hosts'), '/etc/hosts'],
        ...['--cap-add', 'ALL', '--die-with-parent', process.execPath, program, ...args],
      ],
      {
        stdio: 'inherit',
        env: { ...process.env, NODE_EXTRA_CA_CERTS: authority, [variable]: JSON.stringify(network) },
      },
    );
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => inner.kill('SIGTERM'));
    const [code] = (await once(inner, 'exit')) as [number | null];
    return code ?? 1;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** How the registry is reached from this machine. */
export function registryHere(): Network['registry'] {
  const names = ['NODE_EXTRA_CA_CERTS', 'HTTPS_PROXY', 'NO_PROXY', 'npm_config_registry'];
  return Object.fromEntries(
    names.flatMap(name => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  );
}

/** An authority, and one certificate of it for all hosts: good for the weeks that a clock may be moved. */
async function makeCertificates(folder: string): Promise<void> {
  const openssl = (...args: readonly string[]) => run('openssl', args, { cwd: folder });
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  await openssl(
    ...['req', '-x509', ...newKey, '-keyout', 'authority.key', '-out', 'authority.pem', '-days', '30'],
    ...['-subj', '/CN=Rehearsal', '-addext', 'keyUsage=critical,keyCertSign'],
  );
  await openssl('req', ...newKey, '-keyout', 'hosts.key', '-out', 'hosts.csr', '-subj', '/CN=hosts');
  const names = Object.values(hosts).map(host => `DNS:${host}`);
  await writeFile(path.join(folder, 'extensions'), `subjectAltName=${names.join(',')}\n`);
  await openssl(
    ...['x509', '-req', '-in', 'hosts.csr', '-CA', 'authority.pem', '-CAkey', 'authority.key', '-days', '30'],
    ...['-extfile', 'extensions', '-out', 'hosts.pem'],
  );
}
