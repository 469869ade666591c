import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Language } from '../cards/words.ts';
import texts from './store.json' with { type: 'json' };

/** How the app stands in the public store. */
export interface Listing {
  /** The publisher's own name for it: that of Microsoft's offer is refused. */
  readonly name: string;
  readonly privacyUrl: string;
  readonly termsUrl: string;
  /** Where whoever needs help finds a person: an https page without a login, or a mail address. */
  readonly support: string;
  /** What stands at the privacy address. */
  readonly policy: string;
}

interface Named {
  readonly listing: Omit<Listing, 'policy'>;
  readonly developer: string;
}

/** Puts values in place of `{{MARKS}}`; a mark without one stays, and is found. */
export const fillMarks = (
  text: string,
  values: Readonly<Record<string, string>>,
  quote: (value: string) => string = value => value,
): string => text.replaceAll(/\{\{(\w+)\}\}/g, (whole, name: string) => quote(values[name] ?? whole));

const marksOf = ({ listing, developer }: Named) => ({
  NAME: listing.name,
  SUPPORT: listing.support,
  DEVELOPER: developer,
});

/** What the store shows of the app, in a language. */
export function listingTexts(language: Language, named: Named) {
  const { short, full, shortDescription, fullDescription } = texts[language];
  const filled = (text: string): string => fillMarks(text, marksOf(named));
  return {
    short: filled(short),
    full: filled(full),
    shortDescription: filled(shortDescription),
    fullDescription: filled(fullDescription.join('\n\n')),
  };
}

/** The privacy policy to publish, where the publisher has none that names this app. */
export const ownPolicy = (named: Named): string =>
  fillMarks(readFileSync(path.join(import.meta.dirname, 'privacy.html'), 'utf8'), marksOf(named));
