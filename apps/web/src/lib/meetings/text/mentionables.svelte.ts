import { projectDirectory, wallTime } from '@lianxi/documents';
import { type MentionKind, mentionKinds } from '@lianxi/documents/minutes-text';
import { dayAndMonth, daysUntil } from '#lib/meetings/dates.ts';
import { m } from '#lib/paraglide/messages.js';
import { fitOf, loadSpell, type Spell } from '#lib/shell/search.ts';
import { projectionOf, viewTable } from '#lib/view';
import type { DocumentView, Workspace } from '#lib/workspace';
import { followupsOf } from '../../followups/followups.svelte.ts';
import { byDeadline, type Item, keyOf, stateSign } from '../../followups/item.ts';
import type { Mentionable } from './mentions.ts';

/** Who and what can be named in a text: members, units, projects and items of follow-up, as this device knows them. */
export class Mentionables {
  readonly #workspace: Workspace;
  readonly #directory: DocumentView;
  readonly #spelled = new Map<string, { readonly pinyin: string; readonly initials: string }>();
  #spell: Spell | null = $state.raw(null);

  constructor(workspace: Workspace, directory: DocumentView) {
    this.#workspace = workspace;
    this.#directory = directory;
  }

  /** Loads what finding by pinyin takes; until it is there, characters alone are found. */
  learnSpelling(): void {
    if (this.#spell) return;
    void loadSpell().then(
      (spell) => {
        this.#spell = spell;
      },
      () => {},
    );
  }

  get #all(): readonly Mentionable[] {
    const book = projectionOf(this.#directory.doc, projectDirectory);
    const [members, units, parties] = [viewTable(book.members), viewTable(book.units), viewTable(book.partyNodes)];
    const people = members.ids.map((id): Mentionable => {
      const { name, post, unit, partyNode } = members.values(id);
      const place =
        unit !== null ? units.cell(unit, 'name') : partyNode !== null ? parties.cell(partyNode, 'name') : null;
      return { kind: 'person', id, label: name ?? '', note: [place, post].filter(Boolean).join(' ') };
    });
    const ofUnits = units.ids
      .filter((id) => units.cell(id, 'state') !== 'left')
      .map(
        (id): Mentionable => ({ kind: 'unit', id, label: units.cell(id, 'name') ?? '', note: m.text_mention_unit() }),
      );
    const projects = this.#workspace.documents
      .filter(({ kind }) => kind === 'ledger')
      .map(
        ({ address, title }): Mentionable => ({
          kind: 'project',
          id: address,
          label: title,
          note: m.text_mention_project(),
        }),
      );
    const items = [...followupsOf(this.#workspace).items].sort(openFirst);
    return [...people, ...ofUnits, ...projects, ...items.map(mentionableOf)].filter(({ label }) => label !== '');
  }

  /** The best first; of nothing typed some of each. */
  find(words: string, most = 8): readonly Mentionable[] {
    if (words === '') {
      const all = this.#all;
      return mentionKinds.flatMap((kind) => all.filter((each) => each.kind === kind).slice(0, 3));
    }
    return this.#all
      .map((each) => ({ each, fit: fitOf({ text: each.label, ...this.#spellingOf(each.label) }, words) }))
      .filter(({ fit }) => fit > 0)
      .sort((one, other) => other.fit - one.fit)
      .slice(0, most)
      .map(({ each }) => each);
  }

  /** As it is called now; null where this device knows of none such. */
  resolve(kind: MentionKind, id: string): Mentionable | null {
    return this.#all.find((each) => each.kind === kind && each.id === id) ?? null;
  }

  #spellingOf(label: string) {
    const spell = this.#spell;
    if (!spell) return { pinyin: '', initials: '' };
    const known = this.#spelled.get(label) ?? spell(label);
    this.#spelled.set(label, known);
    return known;
  }
}

const openFirst = (one: Item, other: Item): number =>
  Number(one.state === 'settled') - Number(other.state === 'settled') || byDeadline(one, other);

/** Said so that it is understood on paper: what was resolved, and where it stands. */
const mentionableOf = (item: Item): Mentionable => {
  const text = [...item.text];
  const words = text.length > longestWords ? `${text.slice(0, longestWords - 1).join('')}…` : item.text;
  return {
    kind: 'followup',
    id: keyOf(item),
    label: m.text_mention_followup({ words, issue: item.issue, number: item.number }),
    note: [stateSign(item.state).label, dueOf(item)].filter(Boolean).join(' · '),
  };
};
const dueOf = ({ deadline, state }: Item): string | null => {
  if (!deadline || state === 'settled') return null;
  const days = daysUntil(deadline, wallTime(Date.now()).slice(0, 10));
  return days < 0 ? m.meetings_overdue_days({ count: -days }) : m.text_mention_due({ date: dayAndMonth(deadline) });
};
/** Of an item's text in its mention. Characters. */
const longestWords = 24;

export const mentionPath = ({ kind, id }: Pick<Mentionable, 'kind' | 'id'>): string => {
  switch (kind) {
    case 'project':
      return `/projects/${id}`;
    case 'followup':
      return `/meetings/follow-ups?item=${encodeURIComponent(id)}`;
    case 'person':
      return `/organisation?member=${encodeURIComponent(id)}`;
    case 'unit':
      return `/organisation?unit=${encodeURIComponent(id)}`;
  }
};

/** What the way there is called. */
export const mentionWay = ({ kind }: Pick<Mentionable, 'kind'>): string => {
  switch (kind) {
    case 'project':
      return m.text_mention_open_project();
    case 'followup':
      return m.text_mention_open_followup();
    case 'person':
    case 'unit':
      return m.text_mention_open();
  }
};
