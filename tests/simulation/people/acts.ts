import {
  type Act,
  directoryActs,
  ledgerActs,
  minutesActs,
  pick,
  registerActs,
  registerCommitteeActs,
} from '@lianxi/documents/testing';
import * as Y from 'yjs';
import type { Kind, Person } from './cast.ts';

/** Words are never cut in two or taken out: where they stand, between them dots, is where something can be added or deleted. */
const dots = '··';
const someGap = (text: string, chance: () => number): number => {
  const gaps = [...text].flatMap((letter, index) => (letter === '·' ? [index] : []));
  return pick([0, text.length, ...gaps], chance) ?? 0;
};

/** What somebody types into a topic's text, in the middle of what stands there: no intent, an editor's transaction. */
const typeIntoText: Act = ({ doc, chance, word }) => {
  const names = [...doc.share.keys()].filter((name) => name.startsWith('text/'));
  const name = pick(names, chance);
  const block = name === undefined ? undefined : doc.getXmlFragment(name).get(0);
  const text = block instanceof Y.XmlElement ? block.get(0) : undefined;
  if (text instanceof Y.XmlText && text.length > 0) text.insert(chance() < 0.5 ? 0 : text.length, word());
};

/** Another program's document: any shared types. */
const openActs: readonly Act[] = [
  ({ doc, chance, word }) => doc.getMap('map').set(`k${Math.floor(chance() * 5)}`, word()),
  ({ doc, chance, word }) => {
    const text = doc.getText('text');
    text.insert(someGap(text.toString(), chance), word() + dots);
  },
  ({ doc, chance }) => {
    const text = doc.getText('text');
    const at = someGap(text.toString(), chance);
    if (text.toString()[at] === '·') text.delete(at, 1);
  },
  ({ doc, word }) => doc.getArray('list').push([word()]),
  ({ doc, chance }) => {
    const list = doc.getArray('list');
    if (list.length > 0) list.delete(Math.floor(chance() * list.length), 1);
  },
];

const actsByKind: Readonly<Record<Kind, readonly Act[]>> = {
  minutes: [...minutesActs, typeIntoText, typeIntoText],
  ledger: ledgerActs,
  register: registerActs,
  directory: directoryActs,
  open: openActs,
};

/** What somebody does in a document of a kind: only the committee opens a register's columns. */
export const actsOf = (kind: Kind, { grants }: Person): readonly Act[] =>
  kind === 'register' && grants.some(({ role }) => role === 'committee') ? registerCommitteeActs : actsByKind[kind];
