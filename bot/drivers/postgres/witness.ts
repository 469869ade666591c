import type { Instant } from '../../../core/index.ts';
import type { ClockWitness } from '../../ports/index.ts';
import type { Postgres } from './database.ts';

/** The clock of the machine that PostgreSQL runs on, unless that is this one (L13). */
export class PostgresWitness implements ClockWitness {
  readonly name = 'PostgreSQL';
  readonly #postgres: Postgres;

  constructor(postgres: Postgres) {
    this.#postgres = postgres;
  }

  async time(): Promise<Instant | undefined> {
    const [row] = await this.#postgres.once(
      `SELECT round(extract(epoch FROM clock_timestamp()) * 1000)::bigint AS at,
              host(inet_server_addr()) AS server, host(inet_client_addr()) AS client`,
      [],
      'witness',
    );
    return isElsewhere({ server: row?.['server'], client: row?.['client'] }) ? Number(row?.['at']) : undefined;
  }
}

/** Whether the two ends of a connection are on two machines: a socket has no addresses, and one machine has one, or loopback. */
export function isElsewhere({ server, client }: { readonly server: unknown; readonly client: unknown }): boolean {
  if (typeof server !== 'string' || typeof client !== 'string') return false;
  return server !== client && !/^(127\.|::1$|::ffff:127\.)/.test(server);
}
