import { projectDirectory } from '@lianxi/documents';
import type { MentionKind } from '@lianxi/documents/minutes-text';
import { m } from '#lib/paraglide/messages.js';
import { fitOf, loadSpell, type Spell } from '#lib/shell/search.ts';
import { projectionOf, viewTable } from '#lib/view';
import type { DocumentView, Workspace } from '#lib/workspace';
import type { Mentionable } from './mentions.ts';

/** Who and what can be named in a text: members, units and projects, as this device knows them; it asks nobody. */
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
    return [...people, ...ofUnits, ...projects].filter(({ label }) => label !== '');
  }

  /** The best first; of nothing typed some of each. */
  find(words: string, most = 8): readonly Mentionable[] {
    if (words === '') {
      const all = this.#all;
      return (['person', 'unit', 'project'] as const).flatMap((kind) =>
        all.filter((each) => each.kind === kind).slice(0, 3),
      );
    }
    return this.#all
      .map((each) => ({ each, fit: fitOf({ text: each.label, ...this.#spellingOf(each.label) }, words) }))
      .filter(({ fit }) => fit > 0)
      .sort((one, other) => other.fit - one.fit || (one.each.label < other.each.label ? -1 : 1))
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

export const mentionPath = ({ kind, id }: Pick<Mentionable, 'kind' | 'id'>): string =>
  kind === 'project'
    ? `/projects/${id}`
    : `/organisation?${kind === 'person' ? 'member' : 'unit'}=${encodeURIComponent(id)}`;
