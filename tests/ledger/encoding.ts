import { createHash } from 'node:crypto';
import type { Row } from './office.ts';

/** The hash of a row of `ledger_entries`, written down from docs/spec/ledger.md alone. */
export const hashOf = (row: Row): string => {
  const columns = [
    'ledger',
    'number',
    'previous',
    'entry',
    'unit',
    'step',
    'measure',
    'quantity',
    'item',
    'date',
    'entered_by',
    'entered_at',
    'reverses',
    'need',
    'offer',
    'approved_by',
    'posted_at',
  ];
  const sha = createHash('sha256');
  for (const value of ['lianxi.ledger.entry.1', ...columns.map((column) => row[column])]) {
    const length = new DataView(new ArrayBuffer(4));
    if (value === null) {
      length.setUint32(0, 0xffff_ffff);
      sha.update(new Uint8Array(length.buffer));
      continue;
    }
    const bytes = new TextEncoder().encode(`${value}`);
    length.setUint32(0, bytes.length);
    sha.update(new Uint8Array(length.buffer)).update(bytes);
  }
  return sha.digest('hex');
};
