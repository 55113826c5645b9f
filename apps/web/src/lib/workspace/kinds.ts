import { parseAddress } from '@lianxi/access';
import type { KindDefinition, TableSchema } from '@lianxi/documents';
import * as documents from '@lianxi/documents';

const isKind = (value: unknown): value is KindDefinition =>
  typeof value === 'object' && value !== null && 'kind' in value && 'tables' in value && 'rules' in value;

const exported: readonly unknown[] = Object.values(documents);
const kinds: ReadonlyMap<string, KindDefinition> = new Map(exported.filter(isKind).map((kind) => [kind.kind, kind]));

const kindOf = (address: string): KindDefinition | undefined => {
  const parsed = parseAddress(address);
  return parsed.ok ? kinds.get(parsed.value.kind) : undefined;
};

export const tablesOf = (address: string): readonly TableSchema[] => kindOf(address)?.tables ?? [];

/** The newest schema version of its kind that this app may edit. Kinds without a schema of ours have no versions. */
export const versionOf = (address: string): number => kindOf(address)?.version ?? Number.MAX_SAFE_INTEGER;
