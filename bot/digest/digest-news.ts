import type { Day, Digest, Matter, TimeZone } from '../../core/index.ts';
import type { OwnNews } from '../alerts/own-news.ts';
import type { ShownHow } from '../alerts/matter-surroundings.ts';
import { sharedSight } from '../chat/roles.ts';
import type { OpenWallet } from '../tenant/with-wallet.ts';
import type { KeptDigests } from '../wallets/kept-digests.ts';
import type { Ledger } from '../wallets/ledger.ts';
import type { Clock } from '../ports/index.ts';
import { checkSince } from './balance-checks.ts';
import { digestFacts, digestText, digestView } from './digest.view.ts';
import { digestHeadline } from './digest-words.view.ts';
import { readDigest, type DigestNeeds } from './read-digest.ts';

interface NewsNeeds extends DigestNeeds {
  readonly ledger: Pick<Ledger, 'read'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly keptDigests: KeptDigests;
}

/** A week’s news, for each destination as it was when its zone was told first: what is drawn again shows the same figures. */
export class DigestNews {
  readonly #needs: NewsNeeds;
  /** Many are told at the same moment: it is worked out once. */
  readonly #beingRead = new Map<string, Promise<Digest>>();

  constructor(needs: NewsNeeds) {
    this.#needs = needs;
  }

  /** Undefined of other news. */
  async of(
    { id, alert }: Pick<Matter, 'id' | 'alert'>,
    { showsAmounts, timeZone }: Pick<ShownHow, 'showsAmounts' | 'timeZone'>,
  ): Promise<OwnNews | undefined> {
    const { kind, morning } = alert;
    if (kind !== 'digest' || morning === undefined) return undefined;
    const found = await this.#wallet();
    const digest = await this.told(found, morning.day, timeZone ?? morning.timeZone);
    const isAsked = showsAmounts && digest.checks !== null;
    const state = isAsked ? await checkSince(this.#needs.journal, found.wallet, digest.at) : undefined;
    // Several read it, or nobody knows who does.
    const how = { showsAmounts, sight: sharedSight, people: [] };
    return {
      card: speech =>
        digestView(speech, digest, {
          ...{ ...how, state },
          card: { monday: morning.day, at: digest.at, matter: id },
        }),
      headline: speech => digestHeadline(speech, digest, how),
      text: speech => digestText(speech, digest, how),
      facts: speech => digestFacts(speech, digest, how),
    };
  }

  /** The figures as they were told where clocks are those of that zone, or as they are now, and are told from now on. */
  async told(found: OpenWallet, monday: Day, timeZone: TimeZone): Promise<Digest> {
    const kept = await this.#needs.keptDigests.find(monday, timeZone);
    if (kept !== undefined) return kept;
    const id = `${monday} ${timeZone}`;
    const reading = this.#beingRead.get(id) ?? this.#read(found, monday, timeZone);
    this.#beingRead.set(id, reading);
    return reading.finally(() => this.#beingRead.delete(id));
  }

  /** As if none had been told: a sandbox begins anew. */
  reset(): Promise<void> {
    return this.#needs.keptDigests.reset();
  }

  async #read(found: OpenWallet, monday: Day, timeZone: TimeZone): Promise<Digest> {
    const { digest } = await readDigest(this.#needs, found, { monday, at: this.#needs.clock.now() });
    return this.#needs.keptDigests.keep(monday, timeZone, digest);
  }

  /** Without a book that can be read there is nothing to tell now: it is tried again. */
  async #wallet(): Promise<OpenWallet> {
    const read = await this.#needs.ledger.read();
    if (!read.ok) throw new Error(`a digest needs the book: ${read.refusal.kind}`);
    const { wallet, history } = read.value;
    if (wallet.terms === undefined) throw new Error('a digest needs a wallet');
    return { wallet, history, terms: wallet.terms };
  }
}
