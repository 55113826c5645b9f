import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { findReturned, readReturned } from './returned.ts';

interface Member {
  doc: Y.Doc;
  readonly own: Set<number>;
}

const act = fc.record({
  member: fc.nat(2),
  type: fc.constantFrom('insert', 'insert', 'cell', 'delete', 'sync', 'sync', 'reopen'),
  at: fc.nat(1_000),
});

const copy = (doc: Y.Doc): Y.Doc => {
  const made = new Y.Doc();
  Y.applyUpdate(made, Y.encodeStateAsUpdate(doc));
  return made;
};
const cellsOf = (doc: Y.Doc) => [...doc.getMap('rows').entries()].sort(([one], [other]) => (one < other ? -1 : 1));

test('[SY37] whatever three people wrote at once, whenever the backup was made and whoever comes first: all that stood stands again', () => {
  fc.assert(
    fc.property(
      fc.array(act, { minLength: 20, maxLength: 80, size: 'max' }),
      fc.nat(60),
      fc.constantFrom([0, 1, 2], [2, 1, 0], [1, 2, 0]),
      (acts, backupAt, order) => {
        const server = new Y.Doc();
        const members: Member[] = [0, 1, 2].map(() => ({ doc: new Y.Doc(), own: new Set() }));
        let count = 0;
        let backup = copy(server);
        const sync = ({ doc }: Member) => {
          Y.applyUpdate(server, Y.encodeStateAsUpdate(doc));
          Y.applyUpdate(doc, Y.encodeStateAsUpdate(server));
        };
        for (const [index, { member: number, type, at }] of acts.entries()) {
          if (index === backupAt) backup = copy(server);
          const member = members[number];
          if (!member) continue;
          const text = member.doc.getText('text');
          count += 2;
          if (type !== 'sync' && type !== 'reopen') member.own.add(member.doc.clientID);
          if (type === 'insert')
            text.insert(at % (text.length + 1), String.fromCharCode(0x4e00 + count, 0x4e01 + count));
          else if (type === 'delete' && text.length > 0) text.delete(at % text.length, 1);
          else if (type === 'cell') member.doc.getMap('rows').set(`r${at % 3}/f`, [count, count, `m${number}`]);
          else if (type === 'reopen') member.doc = copy(member.doc);
          else sync(member);
        }
        for (const each of [...members, ...members]) sync(each);

        const waiting: Uint8Array[] = [];
        for (const number of order) {
          const member = members[number];
          if (!member) continue;
          const fresh = copy(backup);
          waiting.push(...findReturned(member.doc, fresh, member.own, []));
          for (let before = -1; before !== waiting.length; ) {
            before = waiting.length;
            for (const each of waiting.splice(0)) {
              const returned = readReturned(backup, each, new Y.Doc().clientID);
              if (returned.type === 'early') waiting.push(each);
              else if (returned.type === 'ready') Y.applyUpdate(backup, returned.update);
            }
          }
        }
        expect(waiting).toEqual([]);
        expect(backup.store.pendingStructs).toBeNull();
        expect(cellsOf(backup)).toEqual(cellsOf(server));
        const stood = new Set(server.getText('text').toString());
        const again = [...backup.getText('text').toString()].filter((letter) => stood.has(letter)).join('');
        expect(again).toBe(server.getText('text').toString());
      },
    ),
    { numRuns: 200 },
  );
});
