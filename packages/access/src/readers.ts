import type { AddressParts } from './address.ts';
import { type Grant, isInForce } from './grant.ts';
import { type Rights, rightsOf, rightsOfGrant } from './rights.ts';

/** Somebody who may open a document now, and the grants by which. */
export interface Reader<Person> {
  readonly person: Person;
  readonly rights: Exclude<Rights, 'none'>;
  /** Those of the person's grants that give a right there, the strongest first. */
  readonly by: readonly Grant[];
}

/** Who may open the document at `address` now: writers first, otherwise as they were given. */
export const readersOf = <Person extends { readonly grants: readonly Grant[] }>(
  people: readonly Person[],
  address: AddressParts,
  now: number,
): readonly Reader<Person>[] =>
  people
    .flatMap((person): readonly Reader<Person>[] => {
      const rights = rightsOf(person.grants, address, now);
      return rights === 'none' ? [] : [{ person, rights, by: grantsFor(person.grants, address, now) }];
    })
    .sort((one, other) => weight(other.rights) - weight(one.rights));

const grantsFor = (grants: readonly Grant[], address: AddressParts, now: number): readonly Grant[] =>
  grants
    .map((grant) => ({ grant, weight: isInForce(grant, now) ? weight(rightsOfGrant(grant, address)) : 0 }))
    .filter((each) => each.weight > 0)
    .sort((one, other) => other.weight - one.weight)
    .map(({ grant }) => grant);

const weight = (rights: Rights): number => ['none', 'read', 'write'].indexOf(rights);
