import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { parseAddress } from '@lianxi/access';
import { textOf } from '@lianxi/documents';
import {
  appendUpdate,
  backUp,
  checkFile,
  dropMedia,
  mediaGrace,
  removeDocuments,
  sealDocument,
  sweepMedia,
} from '@lianxi/server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as Y from 'yjs';
import { startHouse, type TestHouse } from './identity-harness.ts';

/** Small files made by hand: a picture's frame and nothing to see in it. */
const png = (...chunks: readonly (readonly [string, string])[]) => {
  const chunk = (type: string, data: string) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(data.length);
    return Buffer.concat([length, Buffer.from(type + data, 'latin1'), Buffer.alloc(4)]);
  };
  const mark = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
  return Buffer.concat([
    mark,
    ...[['IHDR', 'x'.repeat(13)], ...chunks, ['IEND', '']].map(([a = '', b = '']) => chunk(a, b)),
  ]);
};
const jpeg = (...segments: readonly (readonly [number, string])[]) => {
  const segment = ([marker, data]: readonly [number, string]) => {
    const head = Buffer.from([0xff, marker, 0, 0]);
    head.writeUInt16BE(data.length + 2, 2);
    return Buffer.concat([head, Buffer.from(data, 'latin1')]);
  };
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    ...segments.map(segment),
    Buffer.from([0xff, 0xda, 0, 2, 0xff, 0xd9]),
  ]);
};
const hashOf = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const addressOf = (address: string) => {
  const parts = parseAddress(address);
  if (!parts.ok) throw new Error(address);
  return parts.value.address;
};

let it: TestHouse;
let minutes = '';
let other = '';
const tokens: Record<string, string> = {};
beforeAll(async () => {
  it = await startHouse();
  tokens.committee = (await it.person('委', 'committee', 'community')).token;
  tokens.unit = (await it.person('位', 'unit', 'unit-linxi')).token;
  tokens.grid = (await it.person('格', 'grid', 'wutongli.g3')).token;
  const make = async (scope: string) =>
    (
      await it.call('POST', '/api/documents', {
        token: tokens.committee ?? '',
        body: { kind: 'minutes', scope, title: '会' },
      })
    ).json.address;
  minutes = await make('joint');
  other = await make('community');
});
afterAll(() => it.dispose());

/** A connection on which too much was sent is closed; a browser opens another without a word. */
const fetchAgain = (url: string, init: RequestInit) => fetch(url, init).catch(() => fetch(url, init));
const put = async (bytes: Buffer, as = 'committee', address = minutes, hash = hashOf(bytes)) => {
  const response = await fetchAgain(`${it.origin}/api/media/${address}/${hash}`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${tokens[as] ?? ''}`, origin: it.origin, 'content-type': 'text/html' },
    body: new Uint8Array(bytes),
  });
  const { error } = (await response.json()) as { error?: { type: string } };
  return error?.type ?? response.status;
};
const get = async (hash: string, as = 'committee', address = minutes) => {
  const response = await fetch(`${it.origin}/api/media/${address}/${hash}`, {
    headers: as === '' ? {} : { authorization: `Bearer ${tokens[as] ?? ''}` },
  });
  return { response, bytes: Buffer.from(await response.arrayBuffer()) };
};
const countOf = (table: string) => it.house.store.sqlite.prepare(`SELECT count(*) FROM ${table}`).pluck().get();
const show = (address: string, hash: string) => {
  const doc = new Y.Doc();
  const picture = new Y.XmlElement('picture');
  picture.setAttribute('hash', hash);
  textOf(doc, 't1').insert(0, [picture]);
  appendUpdate(it.house.store, addressOf(address), Y.encodeStateAsUpdate(doc));
};

test('[MD1] a picture is what its bytes are, is named by them, and carries nothing beside', async () => {
  const picture = png();
  expect(await put(picture)).toBe(201);
  expect(await put(picture)).toBe(200);
  expect(await put(jpeg([0xe0, 'JFIF']))).toBe(201);
  const { response, bytes } = await get(hashOf(picture));
  expect(bytes.equals(picture)).toBe(true);
  expect(response.headers.get('content-type')).toBe('image/png');
  expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  expect(response.headers.get('cache-control')).toBe('no-store');
  expect(await put(png(['sRGB', 'x']), 'committee', minutes, hashOf(picture))).toBe('WrongHash');
  expect(await put(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'))).toBe('NotAPicture');
  expect(await put(Buffer.from('<!doctype html><script>alert(1)</script>'))).toBe('NotAPicture');
  expect(await put(Buffer.from('GIF89a'))).toBe('NotAPicture');
  expect(await put(picture.subarray(0, 20))).toBe('NotAPicture');
  expect(await put(Buffer.alloc(0))).toBe('NotAPicture');
  expect(await put(jpeg([0xe0, 'JFIF'], [0xe1, 'Exif\0\0 GPS']))).toBe('HasMetadata');
  expect(await put(png(['eXIf', 'GPS']))).toBe('HasMetadata');
  expect(await put(Buffer.from('RIFF\x14\0\0\0WEBPVP8 \0\0\0\0EXIF\0\0\0\0', 'latin1'))).toBe('HasMetadata');
  expect(await put(png(['IDAT', 'x'.repeat(4 * 1024 * 1024)]))).toBe('TooLarge');
  expect((await get('../../session')).response.status).not.toBe(200);
});

test('[MD2] who may read the document sees its pictures, who may write there adds some, and another document has none', async () => {
  const picture = png(['IDAT', 'rights']);
  const hash = hashOf(picture);
  expect(await put(picture, 'grid')).toBe('NoSuchDocument');
  expect(await put(picture, 'unit', other)).toBe('NoSuchDocument');
  expect(await put(picture, 'unit')).toBe(201);
  expect((await get(hash, 'committee')).response.status).toBe(200);
  expect((await get(hash, 'grid')).response.status).toBe(404);
  expect((await get(hash, '')).response.status).toBe(401);
  expect((await get(hash, 'committee', other)).response.status).toBe(404);
  const before = countOf('media');
  expect(await put(picture, 'committee', other)).toBe(201);
  expect(countOf('media')).toBe(before);
});

test('[MD81] a paper attached as PDF is taken as it is, and handed out as a file that no page shows', async () => {
  const paper = Buffer.from(`%PDF-1.7\n${'x'.repeat(4 * 1024 * 1024)}<script>alert(1)</script>\n%%EOF\n`);
  expect(await put(paper, 'unit')).toBe(201);
  const { response, bytes } = await get(hashOf(paper));
  expect(bytes.equals(paper)).toBe(true);
  expect(response.headers.get('content-type')).toBe('application/pdf');
  expect(response.headers.get('content-disposition')).toMatch(/^attachment;/);
  expect(response.headers.get('content-security-policy')).toBe("sandbox; default-src 'none'");
  expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  expect(await put(Buffer.from('<html>%PDF-1.7 %%EOF'))).toBe('NotAPicture');
  expect(await put(Buffer.from('%PDF-1.7\ncut off'))).toBe('NotAPicture');
  expect(await put(Buffer.concat([paper, Buffer.alloc(7 * 1024 * 1024), Buffer.from('%%EOF')]))).toBe('TooLarge');
});

test('[MD3] what is deleted from a document is gone a while later, what is shown stays, and a removed document leaves none', async () => {
  const [shown, gone] = [png(['IDAT', 'shown']), png(['IDAT', 'gone'])];
  for (const each of [shown, gone]) await put(each);
  show(minutes, hashOf(shown));
  sweepMedia(it.house.store);
  expect((await get(hashOf(gone))).response.status).toBe(200);
  it.pass(mediaGrace + 1);
  expect(sweepMedia(it.house.store)).toBeGreaterThan(0);
  expect((await get(hashOf(gone))).response.status).toBe(404);
  expect((await get(hashOf(shown))).response.status).toBe(200);
  await put(shown, 'committee', other);
  removeDocuments(it.house.store, [addressOf(other)]);
  expect((await get(hashOf(shown))).response.status).toBe(200);
  dropMedia(it.house.store, 0, []);
  expect(countOf('media')).toBe(1);
  expect(it.house.store.sqlite.prepare("SELECT 1 FROM settings WHERE key = 'scrub_due'").get()).toBeDefined();
});

test('[MD4] a signed document takes only the pictures that it shows; a backup holds them, and the check reads them', async () => {
  const [late, new_] = [png(['IDAT', 'late']), png(['IDAT', 'new'])];
  show(minutes, hashOf(late));
  sealDocument(it.house.store, addressOf(minutes));
  expect(await put(late)).toBe(201);
  expect(await put(new_)).toBe('Sealed');
  const file = join(it.folder, 'backup.sqlite');
  expect(backUp(it.house.store, file).ok).toBe(true);
  const sound = checkFile(file);
  expect(sound.ok && sound.value.problems).toEqual([]);
  it.house.store.sqlite.prepare('UPDATE media SET bytes = ? WHERE hash = ?').run(new_, hashOf(late));
  const second = join(it.folder, 'second.sqlite');
  backUp(it.house.store, second);
  const damaged = checkFile(second);
  expect(damaged.ok && damaged.value.problems).toEqual([{ type: 'PictureDamaged', hash: hashOf(late) }]);
});
