import { communityScope } from '@lianxi/access';
import type { DirectoryView } from '#lib/organisation/directory.svelte.ts';
import { m } from '#lib/paraglide/messages.js';

export interface Choice {
  readonly value: string;
  readonly label: string;
}

/** Everybody who can lead or contribute: the community, branches and compounds, units that have not left. */
export const partyOptions = ({ content, party }: DirectoryView): readonly Choice[] => {
  const places = [...content.namesByScope].filter(([scope]) => !scope.includes('.') && scope !== communityScope);
  const units = [...content.unitsByScope.values()].filter(({ values }) => values.state !== 'left');
  return [
    { value: communityScope, label: party(communityScope).name },
    ...places.map(([value, label]) => ({ value, label })),
    ...units.map(({ values }) => ({ value: values.scope ?? '', label: values.name ?? '' })),
  ];
};

/** With “nobody yet” first, and whoever leads now even where the directory does not know them. */
export const leadOptions = (directory: DirectoryView, present: string): readonly Choice[] => {
  const options = [{ value: '', label: m.projects_nobody_yet() }, ...partyOptions(directory)];
  const isKnown = options.some(({ value }) => value === present);
  return isKnown ? options : [...options, { value: present, label: directory.party(present).name }];
};
