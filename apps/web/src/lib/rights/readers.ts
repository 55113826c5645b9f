import { type Grant, isRole, type Rights } from '@lianxi/access';
import { isJsonObject } from '@lianxi/base';
import type { Api } from '../session/index.ts';

/** Somebody who may open a document now, as the relay says it. */
export interface Reader {
  readonly member: { readonly id: string; readonly name: string; readonly post: string };
  readonly rights: Exclude<Rights, 'none'>;
  readonly by: readonly Pick<Grant, 'role' | 'on' | 'to'>[];
}

export type Asked =
  | { readonly type: 'readers'; readonly readers: readonly Reader[] }
  /** Not for this person to know, or there is no such document yet. */
  | { readonly type: 'hidden' }
  | { readonly type: 'unreached' };

export const askReaders = async (api: Api, address: string): Promise<Asked> => {
  const answer = await api.get<unknown>(`/api/documents/rights?${new URLSearchParams({ address })}`);
  if (answer.ok) {
    const { value } = answer;
    return isJsonObject(value) && Array.isArray(value.readers) && value.readers.every(isReader)
      ? { type: 'readers', readers: value.readers as unknown as readonly Reader[] }
      : { type: 'unreached' };
  }
  return answer.error.type === 'Refused' && answer.error.status === 404 ? { type: 'hidden' } : { type: 'unreached' };
};

const isReader = (value: unknown): boolean =>
  isJsonObject(value) &&
  isJsonObject(value.member) &&
  typeof value.member.name === 'string' &&
  (value.rights === 'read' || value.rights === 'write') &&
  Array.isArray(value.by) &&
  value.by.every((grant) => isJsonObject(grant) && isRole(grant.role));
