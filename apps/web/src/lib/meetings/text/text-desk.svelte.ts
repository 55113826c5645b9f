import { type commentsSchema, projectComments } from '@lianxi/documents';
import type { Editor } from '@tiptap/core';
import { createContext } from 'svelte';
import { projectionOf, type TableView, viewTable } from '#lib/view';
import type { Desk } from '../desk.svelte.ts';
import type { CommentPlace, MeantWords } from './comment-places.ts';

/** A comment that is being written: about which words, and whether others are proposed in their place. */
export interface CommentDraft {
  readonly topic: string;
  readonly words: MeantWords;
  readonly isProposal: boolean;
}

/** What the open text and what stands beside it share. */
export class TextDesk {
  readonly #desk: Desk;
  editor: Editor | null = $state.raw(null);
  topic: string | null = $state.raw(null);
  draft: CommentDraft | null = $state.raw(null);
  /** The thread that is pointed at. */
  active: string | null = $state(null);
  /** The threads are shown, on a phone. */
  isOpen = $state(false);
  /** Where the words of comments stand, as of the last look. */
  places: ReadonlyMap<string, CommentPlace> = $state.raw(new Map());

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  /** A document says that it changed at every keystroke; this depends only on which document it is. */
  readonly comments: TableView<(typeof commentsSchema)['fields']> = $derived.by(() =>
    viewTable(projectionOf(this.#desk.document.doc, projectComments)),
  );

  /** The threads about a topic, in the order of their words; those whose words are gone come last. */
  threadsOf(topic: string | null): readonly string[] {
    const { ids } = this.comments;
    const place = (id: string) => this.places.get(id)?.from ?? Number.MAX_SAFE_INTEGER;
    return ids
      .filter((id) => this.comments.cell(id, 'topic') === topic && this.comments.cell(id, 'thread') === null)
      .sort((one, other) => place(one) - place(other) || (one < other ? -1 : 1));
  }

  isThreadOpen(id: string): boolean {
    return (this.comments.cell(id, 'state') ?? 'open') === 'open';
  }

  openCount(topic: string | null): number {
    return this.threadsOf(topic).filter((id) => this.isThreadOpen(id)).length;
  }
}

export const [useTextDesk, provideTextDesk] = createContext<TextDesk>();
