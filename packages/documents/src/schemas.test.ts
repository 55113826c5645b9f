import { expect, test } from 'vitest';
import { kindDefinitions } from './kinds.ts';
import { kindSchemas } from './schemas.ts';

test('what a device knows of each kind is what the relay judges it by', () => {
  expect(Object.keys(kindSchemas)).toEqual(Object.keys(kindDefinitions));
  for (const [kind, { version, tables }] of Object.entries(kindDefinitions)) {
    expect(kindSchemas[kind]?.version).toBe(version);
    // Tables that a device loads with the pages that use them come last.
    const known = kindSchemas[kind]?.tables ?? [];
    expect(known.length).toBeGreaterThan(0);
    expect(tables.slice(0, known.length)).toEqual(known);
  }
});
