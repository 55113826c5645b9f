import { readFileSync } from 'node:fs';
import { rightsRows } from '@lianxi/access';
import { expect, test } from 'vitest';
import { locales, pageOf, withTable } from './rights-guide.ts';

test.each(locales)(
  '[AC17] the guide’s table is the code’s (%s); write it anew: node tests/house/rights-guide.ts',
  (locale) => {
    const page = readFileSync(pageOf(locale), 'utf8');
    expect(page).toBe(withTable(page, locale));
    const seen = rightsRows.filter(({ own, joint, elsewhere }) =>
      [own, joint, elsewhere].some((each) => each !== 'none'),
    );
    const lines = page.split('\n').filter((line) => line.startsWith('| '));
    expect(lines.length).toBeGreaterThanOrEqual(seen.length + 2);
  },
);
