import { isRole, type Role } from '@lianxi/access';
import { isJsonObject } from '@lianxi/base';

/** By which somebody is let in: the secret of a link, or the code that was spoken. */
export type Ticket = { readonly secret: string } | { readonly code: string };

/** What an invitation is to, as the relay shows it to whoever holds it. */
export interface Invitation {
  readonly name: string;
  readonly post: string;
  readonly role: Role;
  readonly on: string;
  readonly from: number | null;
  readonly to: number | null;
  readonly community: string;
  /** The names of who made it and of where it is for; null where the relay does not say. */
  readonly by: string | null;
  readonly place: string | null;
  /** It gives an account back instead of making one. */
  readonly recovers: boolean;
  readonly memberName: string | null;
}

/** null: not the relay's answer. */
export const parseInvitation = (value: unknown): Invitation | null => {
  if (!isJsonObject(value)) return null;
  const { name, post, role, on, from, to, community, recovers, memberName, by, place } = value;
  if (!isRole(role) || typeof on !== 'string' || typeof recovers !== 'boolean') return null;
  return {
    name: textOf(name),
    post: textOf(post),
    role,
    on,
    from: timeOf(from),
    to: timeOf(to),
    community: textOf(community),
    by: typeof by === 'string' ? by : null,
    place: typeof place === 'string' ? place : null,
    recovers,
    memberName: typeof memberName === 'string' ? memberName : null,
  };
};

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
const timeOf = (value: unknown): number | null => (typeof value === 'number' ? value : null);
