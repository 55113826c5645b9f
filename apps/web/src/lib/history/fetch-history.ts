import { err, isJsonObject, ok, type Result } from '@lianxi/base';
import { type History, type HistoryEntry, openHistory } from '@lianxi/documents/minutes-history';
import type { HistoryAnswer } from '@lianxi/protocol';
import type { Api, ApiError } from '../session/index.ts';

/** A meeting's history as the relay gave it, and when (ms since 1970). */
export interface Fetched {
  readonly history: History;
  readonly at: number;
}

/** Asks for it page by page. `Refused` also for an answer that is none. */
export const fetchHistory = async (api: Api, address: string): Promise<Result<Fetched, ApiError['type']>> => {
  const entries: HistoryEntry[] = [];
  let epoch: number | null = null;
  for (let after = 0; ; ) {
    const query = new URLSearchParams({ address, after: String(after) });
    const answer = await api.get<unknown>(`/api/history?${query}`);
    if (!answer.ok) return err(answer.error.type);
    if (!isAnswer(answer.value)) return err('Refused');
    const page = answer.value;
    if (epoch !== null && epoch !== page.epoch) {
      // Rebuilt or put back meanwhile.
      entries.length = 0;
      epoch = null;
      after = 0;
      continue;
    }
    epoch = page.epoch;
    for (const entry of page.entries) entries.push({ ...entry, bytes: bytesOf(entry.bytes) });
    after = page.entries.at(-1)?.seq ?? after;
    if (!page.hasMore) return ok({ history: openHistory(entries, new Map(page.owners)), at: Date.now() });
  }
};

const bytesOf = (base64: string): Uint8Array => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));

const isAnswer = (value: unknown): value is HistoryAnswer =>
  isJsonObject(value) &&
  typeof value.epoch === 'number' &&
  typeof value.hasMore === 'boolean' &&
  Array.isArray(value.owners) &&
  Array.isArray(value.entries) &&
  value.entries.every(
    (entry) => isJsonObject(entry) && typeof entry.bytes === 'string' && typeof entry.at === 'number',
  );
