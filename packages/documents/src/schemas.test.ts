import { expect, test } from 'vitest';
import { kindDefinitions } from './kinds.ts';
import { kindSchemas } from './schemas.ts';

test('what a device knows of each kind is what the relay judges it by', () => {
  expect(Object.keys(kindSchemas)).toEqual(Object.keys(kindDefinitions));
  for (const [kind, { version, tables }] of Object.entries(kindDefinitions)) {
    expect(kindSchemas[kind]?.version).toBe(version);
    expect(kindSchemas[kind]?.tables).toBe(tables);
  }
});
