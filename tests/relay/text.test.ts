import { textOf } from '@lianxi/documents';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as Y from 'yjs';
import { type Harness, startHarness } from './harness.ts';
import { connectRaw, type Raw } from './raw.ts';

let harness: Harness;
let raw: Raw;
let frames = 1;
beforeAll(async () => {
  harness = await startHarness();
  const address = harness.document('minutes/joint/m1');
  raw = await connectRaw(harness.url, address, 'm1111111', true);
  raw.step2(new Uint8Array([0, 0]));
});
afterAll(async () => {
  raw.close();
  await harness.stop();
});

/** What the relay says to one write, on top of what it took before; what it refuses is thrown away here as well. */
const send = async (base: Y.Doc, write: (text: Y.XmlFragment) => void): Promise<{ answer: string; doc: Y.Doc }> => {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(base));
  const before = Y.encodeStateVector(doc);
  doc.transact(() => write(textOf(doc, 't1')));
  raw.update(Y.encodeStateAsUpdate(doc, before));
  frames += 1;
  const mine = frames;
  await raw.until('answered', () => (raw.last('acknowledged')?.frames ?? 0) >= mine);
  const refused = raw.heard.find((each) => each.type === 'refused' && each.frame === mine);
  return { answer: refused?.type === 'refused' ? `${refused.reason} ${refused.detail}`.trim() : 'accepted', doc };
};
const element = (name: string, attributes: Record<string, unknown> = {}) => {
  const made = new Y.XmlElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value as string);
  return made;
};
const marked = (attributes: Record<string, unknown>) => {
  const text = new Y.XmlText();
  text.applyDelta([{ insert: '这里', attributes }]);
  const paragraph = element('paragraph');
  paragraph.insert(0, [text]);
  return paragraph;
};
const hash = 'ab'.repeat(32);
const refused = 'rule unknown-text text/t1';

test('[MN101] the relay takes what the text may consist of, and refuses what would run, load or hide, whoever sends it', async () => {
  const empty = new Y.Doc();
  const good = await send(empty, (text) =>
    text.insert(0, [
      element('heading', { level: 2 }),
      marked({ bold: {}, link: { href: 'https://example.org', target: '_blank' } }),
      marked({ 'comment--aaaaaaaa': { id: 'c1' } }),
      element('picture', { hash, width: 10, height: 10, alt: '' }),
      element('table'),
    ]),
  );
  expect(good.answer).toBe('accepted');
  const attempts: Record<string, (text: Y.XmlFragment) => void> = {
    script: (text) => text.insert(0, [element('script')]),
    'script in a paragraph': (text) => (text.get(1) as Y.XmlElement).insert(0, [element('script')]),
    handler: (text) => text.insert(0, [element('paragraph', { onclick: 'alert(1)' })]),
    'remote picture': (text) => text.insert(0, [element('picture', { src: 'https://evil.example/a.png' })]),
    // The second write under a key names the key no more, only what it replaces.
    'remote picture, later': (text) => (text.get(3) as Y.XmlElement).setAttribute('hash', 'https://evil.example/a.png'),
    'javascript link': (text) => text.insert(0, [marked({ link: { href: 'javascript:alert(1)' } })]),
    'link with a handler': (text) => text.insert(0, [marked({ link: { href: 'https://a.example', onclick: 'x' } })]),
    style: (text) => text.insert(0, [marked({ textStyle: { color: 'red' } })]),
    embed: (text) =>
      ((text.get(1) as Y.XmlElement).get(0) as Y.XmlText).insertEmbed(0, { image: 'https://evil.example' }),
    hook: (text) => text.insert(0, [new Y.XmlHook('x') as unknown as Y.XmlElement]),
    'attribute of a run': (text) => ((text.get(1) as Y.XmlElement).get(0) as Y.XmlText).setAttribute('onload', 'x'),
    'attribute that is a type': (text) =>
      (text.get(1) as Y.XmlElement).setAttribute('label', new Y.XmlText('x') as unknown as string),
  };
  for (const [name, write] of Object.entries(attempts))
    expect((await send(good.doc, write)).answer, name).toBe(refused);
  const last = await send(good.doc, (text) => (text.get(3) as Y.XmlElement).setAttribute('alt', '坏掉的路灯'));
  expect(last.answer).toBe('accepted');
});
