import type { Listing } from './listing.ts';
import { pictureOf, type Picture } from './picture.ts';

/** The files of a Teams app package, by name: all at the root of the zip. */
export type AppPackage = ReadonlyMap<string, Buffer>;

/** What of a manifest the store's rules are about. */
export interface ListedManifest {
  readonly $schema: string;
  readonly manifestVersion: string;
  readonly developer: { readonly websiteUrl: string; readonly privacyUrl: string; readonly termsOfUseUrl: string };
  readonly name: { readonly short: string; readonly full: string };
  readonly description: { readonly short: string; readonly full: string };
  readonly validDomains: readonly string[];
  readonly localizationInfo: {
    readonly additionalLanguages: readonly { readonly languageTag: string; readonly file: string }[];
  };
  readonly bots: readonly {
    readonly commandLists: readonly {
      readonly scopes: readonly string[];
      readonly commands: readonly { readonly title: string; readonly description: string }[];
    }[];
  }[];
}

/** What is handed to the store, as its reviewers see it. */
export interface Submission {
  readonly manifest: ListedManifest;
  /** By the name of its file; undefined where the package has none. */
  readonly translations: Readonly<Record<string, Readonly<Record<string, string>> | undefined>>;
  readonly color: Picture;
  readonly outline: Picture;
  readonly policy: string;
  readonly support: string;
  readonly website: string;
}

/** Reads a package again, as it was written. */
export async function submissionOf(
  files: AppPackage,
  { listing, website }: { readonly listing: Listing; readonly website: string },
): Promise<Submission> {
  const manifest = JSON.parse(String(files.get('manifest.json'))) as ListedManifest;
  const translations = manifest.localizationInfo.additionalLanguages.map(({ file }) => {
    const text = files.get(file);
    return [file, text === undefined ? undefined : (JSON.parse(String(text)) as Record<string, string>)] as const;
  });
  return {
    manifest,
    translations: Object.fromEntries(translations),
    color: await pictureOf(files.get('color.png')),
    outline: await pictureOf(files.get('outline.png')),
    ...{ policy: listing.policy, support: listing.support, website },
  };
}
