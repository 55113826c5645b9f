import { parseAddress } from '@lianxi/access';
import { type KindSchema, kindSchemas, type TableSchema } from '@lianxi/documents';

const kindOf = (address: string): KindSchema | undefined => {
  const parsed = parseAddress(address);
  return parsed.ok ? kindSchemas[parsed.value.kind] : undefined;
};

export const tablesOf = (address: string): readonly TableSchema[] => kindOf(address)?.tables ?? [];

/** The newest schema version of its kind that this app may edit. Kinds without a schema of ours have no versions. */
export const versionOf = (address: string): number => kindOf(address)?.version ?? Number.MAX_SAFE_INTEGER;
