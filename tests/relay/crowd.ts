import { createSeededNumbers } from '@lianxi/base';
import { textOf } from '@lianxi/documents';
import * as Y from 'yjs';
import { connectStock, until, whenSynced } from './harness.ts';

export interface CrowdResult {
  readonly typed: number;
  readonly deliveries: number;
  /** Milliseconds from a keystroke at one client to its appearance in another's document. */
  readonly p50: number;
  readonly p99: number;
  readonly worst: number;
  readonly texts: readonly string[];
}

/** Unmodified clients that type into one topic of one meeting, each a numbered word at a time, where it happens to be. */
export const runCrowd = async (
  url: string,
  address: string,
  { clients, seconds, rate }: { readonly clients: number; readonly seconds: number; readonly rate: number },
): Promise<CrowdResult> => {
  const random = createSeededNumbers(40);
  const crowd = Array.from({ length: clients }, (_, index) => connectStock(url, address, `m${1_000_000 + index}`));
  await Promise.all(crowd.map(whenSynced));
  const lineOf = (doc: Y.Doc): Y.XmlText => {
    const line = textOf(doc, 'topic').get(0);
    if (!(line instanceof Y.XmlText)) throw new Error('no line to type into');
    return line;
  };
  textOf((crowd[0] as (typeof crowd)[number]).doc, 'topic').insert(0, [new Y.XmlText()]);
  await until('everybody has the line', () => crowd.every(({ doc }) => textOf(doc, 'topic').length === 1));

  const sentAt = new Map<string, number>();
  const latencies: number[] = [];
  for (const { doc, provider } of crowd) {
    doc.on('update', (update: Uint8Array, origin: unknown) => {
      const { from, to } = Y.parseUpdateMeta(update);
      for (const [client, clock] of to) {
        if (origin !== provider) {
          sentAt.set(`${client} ${clock}`, performance.now());
          continue;
        }
        for (let each = (from.get(client) ?? 0) + 1; each <= clock; each++) {
          const sent = sentAt.get(`${client} ${each}`);
          if (sent !== undefined) latencies.push(performance.now() - sent);
        }
      }
    });
  }
  // So many words and no fewer, however long a busy machine takes for them.
  const wordsEach = seconds * rate;
  let typed = 0;
  const timers = crowd.map(({ doc }, index) => {
    let own = 0;
    const timer = setInterval(() => {
      const line = lineOf(doc);
      line.insert(Math.floor(random() * (line.length + 1)), `<${index}.${own++}>`);
      typed++;
      if (own === wordsEach) clearInterval(timer);
    }, 1_000 / rate);
    return timer;
  });
  try {
    await until('everybody has typed', () => typed === clients * wordsEach, seconds * 1_000 + 60_000);
  } finally {
    for (const timer of timers) clearInterval(timer);
  }
  const texts = () => crowd.map(({ doc }) => lineOf(doc).toString());
  await until(
    'all texts equal',
    () => new Set(texts()).size === 1 && latencies.length === typed * (clients - 1),
    30_000,
  );
  const result = texts();
  for (const stock of crowd) stock.stop();
  latencies.sort((left, right) => left - right);
  const at = (share: number) => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? 0;
  return { typed, deliveries: latencies.length, p50: at(0.5), p99: at(0.99), worst: at(1), texts: result };
};
