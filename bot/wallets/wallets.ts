import type { Activity, Damage, Effect, Entry, Result, Terms, Wallet } from '../../core/index.ts';
import type { CommandResult, Request } from './decisions.ts';
import { Ledger, type LedgerPorts } from './ledger.ts';

export type { CommandResult, Request } from './decisions.ts';

/** A wallet has changed, whichever process appended. `effects` are those of this process's entries, which are already saved. */
export interface Commit {
  readonly tenant: string;
  readonly wallet: Wallet;
  readonly effects: readonly Effect[];
}

/** Read → decide → append (again, when another process was faster) → tell: the only way to a wallet. */
export class Wallets {
  readonly #ports: LedgerPorts;
  readonly #ledgers = new Map<string, Ledger>();
  readonly #listeners: ((commit: Commit) => void)[] = [];

  constructor(ports: LedgerPorts) {
    this.#ports = ports;
  }

  /** Calls the listener at every commit; what it starts is not waited for. */
  onCommit(listener: (commit: Commit) => void): void {
    this.#listeners.push(listener);
  }

  read(tenant: string): Promise<Result<{ readonly wallet: Wallet; readonly history: Activity }, Damage>> {
    return this.#of(tenant).read();
  }

  terms(tenant: string): Promise<Terms | undefined> {
    return this.#of(tenant).terms();
  }

  entry(tenant: string, id: string): Promise<Entry | undefined> {
    return this.#of(tenant).entry(id);
  }

  execute(tenant: string, request: Request, by: string | null): Promise<CommandResult> {
    return this.#of(tenant).execute(request, by);
  }

  startAnew(tenant: string): Promise<void> {
    return this.#of(tenant).startAnew();
  }

  snapshot(tenant: string): Promise<void> {
    return this.#of(tenant).snapshot();
  }

  audit(tenant: string): Promise<Result<Wallet, Damage>> {
    return this.#of(tenant).audit();
  }

  #of(tenant: string): Ledger {
    const known = this.#ledgers.get(tenant);
    if (known !== undefined) return known;
    const ledger = new Ledger(this.#ports, tenant, (wallet, effects) => {
      for (const listener of this.#listeners) listener({ tenant, wallet, effects });
    });
    this.#ledgers.set(tenant, ledger);
    return ledger;
  }
}
