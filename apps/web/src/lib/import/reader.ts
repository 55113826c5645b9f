import type { Answered, Answers, Asked, Question } from './messages.ts';

/** The page's end of the worker. Ending it is also how a reading is given up. */
export interface Reader {
  ask<T extends Question['type']>(question: Extract<Question, { type: T }>): Promise<Answers[T]>;
  end(): void;
}

/** Thrown into every question that is still open when the worker ends or breaks. */
class ReaderEnded extends Error {}

export const startReader = (): Reader => {
  const worker = new Worker(new URL('./reader.worker.ts', import.meta.url), { type: 'module' });
  const waiting = new Map<number, { resolve: (answer: never) => void; reject: (cause: Error) => void }>();
  let last = 0;
  const fail = () => {
    for (const { reject } of waiting.values()) reject(new ReaderEnded());
    waiting.clear();
  };
  worker.addEventListener('message', ({ data }: MessageEvent<Answered>) => {
    waiting.get(data.id)?.resolve(data.answer as never);
    waiting.delete(data.id);
  });
  worker.addEventListener('error', fail);
  return {
    ask: (question) =>
      new Promise((resolve, reject) => {
        const id = ++last;
        waiting.set(id, { resolve, reject });
        const asked: Asked = { id, question };
        // The bytes go over without being copied.
        worker.postMessage(asked, 'bytes' in question ? [question.bytes] : []);
      }),
    end: () => {
      worker.terminate();
      fail();
    },
  };
};
