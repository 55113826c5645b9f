import { findPassphraseFlaw, type PassphraseFlaw, shortestPassphrase } from '@lianxi/base';

/** What the server refuses: the habits that the app shows while one types, and what stands on a list of leaked passphrases. */
export type Weakness = PassphraseFlaw | 'leaked';

/**
 * The list comes with a package and is read the first time it is asked: some eighteen thousand of eight characters and more, the
 * most used of those that were stolen elsewhere. Nobody else is asked, so nobody else hears of a passphrase.
 */
export const findWeakness = async (passphrase: string, name: string): Promise<Weakness | null> =>
  findPassphraseFlaw(passphrase, name) ??
  ((await leaked()).has(passphrase.normalize('NFKC').toLowerCase()) ? 'leaked' : null);

let list: Promise<ReadonlySet<string>> | null = null;
const leaked = (): Promise<ReadonlySet<string>> => {
  list ??= import('@zxcvbn-ts/language-common').then(
    ({ dictionary }) =>
      new Set(dictionary['passwords-common'].map(String).filter((each) => each.length >= shortestPassphrase)),
  );
  return list;
};
