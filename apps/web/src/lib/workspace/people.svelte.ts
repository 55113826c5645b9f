import { isJsonObject } from '@lianxi/base';
import { m } from '#lib/paraglide/messages.js';
import { isListWith, type Stored } from './stored.ts';

interface Person {
  readonly id: string;
  readonly name: string;
  readonly post: string;
  readonly roles?: readonly string[];
}

/** The names behind the ids that are stamped into cells; kept for offline. */
export class People {
  #byId: ReadonlyMap<string, Person> = $state.raw(new Map());
  readonly #stored: Stored;

  constructor(stored: Stored) {
    this.#stored = stored;
    this.#byId = toMap(stored.read('members', isPeople) ?? []);
  }

  take(answer: unknown): void {
    if (!isJsonObject(answer) || !isPeople(answer.members)) return;
    this.#byId = toMap(answer.members);
    this.#stored.write('members', answer.members);
  }

  name(id: string): string {
    return this.#byId.get(id)?.name ?? m.shell_unknown_member();
  }

  post(id: string): string {
    return this.#byId.get(id)?.post ?? '';
  }

  /** Whether a person speaks for a co-building unit: shown by a square. */
  isUnit(id: string): boolean {
    const roles = this.#byId.get(id)?.roles ?? [];
    return roles.length > 0 && roles.every((role) => role === 'unit');
  }
}

const toMap = (people: readonly Person[]): ReadonlyMap<string, Person> =>
  new Map(people.map((person) => [person.id, person]));

const isPeople = isListWith<Person>('id');
