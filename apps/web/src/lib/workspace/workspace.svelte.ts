import {
  type Address,
  type DocumentKind,
  parseAddress,
  type Rights,
  rightsOf,
  type Scope,
  toAddress,
} from '@lianxi/access';
import { createUuid, type Result } from '@lianxi/base';
import { type Author, type Change, clashOrigin, commit, createAuthor, keepClashes } from '@lianxi/documents';
import { type Device, type DeviceReceipt, type OpenDocument, openDevice } from '@lianxi/sync';
import { createSubscriber } from 'svelte/reactivity';
import { m } from '#lib/paraglide/messages.js';
import type { Api, Member, SessionFacts } from '../session/index.ts';
import type { Toasts } from '../ui/toast.svelte.ts';
import { BegunDocuments, type NotCreated } from './begun.ts';
import { calmly } from './calmly.ts';
import { type DocumentEntry, DocumentList } from './document-list.svelte.ts';
import { tablesOf, versionOf } from './kinds.ts';
import { People } from './people.svelte.ts';
import { createPrefetch, type Prefetch } from './prefetch.ts';
import { type Stored, storedFor } from './stored.ts';
import { type Undone, UndoStack, type UndoStep } from './undo.svelte.ts';

interface WorkspaceParts {
  readonly facts: SessionFacts;
  readonly api: Api;
  readonly bearer: string | null;
  readonly toasts: Toasts;
  /** Asks anew who this is; the answer may end this workspace. */
  readonly checkSession: () => Promise<void>;
}

/** How often the list is asked for (ms): while the relay answers, and while it does not. */
const refreshPause = { reached: 60_000, unreached: 10_000 };

/** Everything that a signed-in person works with. Made once a session; ends with `close`. */
export class Workspace {
  readonly member: Member;
  readonly community: { readonly name: string };
  readonly isDemo: boolean;
  readonly author: Author;
  /** This person's small lists on this device. */
  readonly stored: Stored;
  /** Up to when this person has seen what others changed (ms). */
  seenAt = $state(0);
  #hasNetwork = $state(navigator.onLine);
  #isReached = $state(true);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isRefreshing = false;
  #isClosed = false;
  readonly #list: DocumentList;
  readonly #begun: BegunDocuments;
  readonly #people: People;
  readonly #undo = new UndoStack((step) => this.#apply(step));
  readonly #parts: WorkspaceParts;
  readonly #device: Device;
  readonly #prefetch: Prefetch;
  readonly #listenToReceipt: () => void;

  constructor(parts: WorkspaceParts) {
    const { facts, bearer } = parts;
    this.#parts = parts;
    this.member = facts.member;
    this.community = facts.community;
    this.isDemo = facts.isDemo;
    this.author = createAuthor(facts.member.id);
    this.stored = storedFor(facts.member.id);
    this.#begun = new BegunDocuments(this.stored, parts.api);
    this.#list = new DocumentList(this.stored, this.#begun, facts.member.id);
    this.#people = new People(this.stored);
    this.seenAt = this.stored.read('seen', isTime) ?? Date.now() - 7 * 86_400_000;
    this.#device = openDevice({
      member: facts.member.id,
      server: `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/sync`,
      ...(bearer === null ? {} : { bearer }),
      supportedVersion: versionOf,
      originKind: (origin) => (origin === clashOrigin ? 'note' : typeof origin === 'symbol' ? 'act' : 'typing'),
      rights: (address) => this.rightsTo(address),
      onUnreachable: (_address, attempts) => {
        if (attempts >= 2 && this.#hasNetwork) void this.refresh();
      },
      onSignedOut: () => void parts.checkSession(),
      onRights: () => void this.refresh(),
      attach: (address, doc) => {
        const stops = tablesOf(address).map((table) => keepClashes(doc.getMap(table.name), this.author));
        return () => {
          for (const stop of stops) stop();
        };
      },
    });
    this.#prefetch = createPrefetch(this.#device, this.stored, () => this.isOnline);
    this.#listenToReceipt = createSubscriber((update) =>
      calmly(update, (listener) => this.#device.subscribe(listener)),
    );
    if (!this.#hasNetwork) this.#device.goOffline();
    addEventListener('online', this.#goOnline);
    addEventListener('offline', this.#goOffline);
    document.addEventListener('visibilitychange', this.#onVisible);
    // Without it the browser may clear what is not shared yet when the disk is short.
    void navigator.storage?.persist?.();
    void this.refresh();
    void this.#findForgotten();
  }

  get documents(): readonly DocumentEntry[] {
    return this.#list.all;
  }

  /** Whether there is a network and the relay answers. */
  get isOnline(): boolean {
    return this.#hasNetwork && this.#isReached;
  }

  /** What became of all changes made on this device. */
  get receipt(): DeviceReceipt {
    this.#listenToReceipt();
    return this.#device.receipt;
  }

  get canUndo(): boolean {
    return this.#undo.canUndo;
  }

  get canRedo(): boolean {
    return this.#undo.canRedo;
  }

  open(address: string): OpenDocument {
    return this.#device.open(address, { isBegunHere: this.#begun.has(address) });
  }

  /** As the relay last said it; where it has said nothing, by the grants. */
  rightsTo(address: string): Rights {
    const entry = this.#list.find(address);
    if (entry) return entry.rights;
    const parsed = parseAddress(address);
    return parsed.ok ? rightsOf(this.member.grants, parsed.value, Date.now()) : 'none';
  }

  titleOf(address: string): string {
    return this.#list.find(address)?.title ?? address;
  }

  /** Begins a document, offline too: it is here at once and registered with the relay as soon as that answers. */
  async createDocument(kind: DocumentKind, scope: Scope, title: string): Promise<Address> {
    const address = toAddress(kind, scope, createUuid());
    this.#begun.add({ address, title, createdAt: Date.now() });
    this.#list.lookAtBegun();
    if (this.isOnline) await this.#registerBegun();
    return address;
  }

  /** The list's title follows the document's own. */
  async retitle(address: string, title: string): Promise<void> {
    const entry = this.#list.find(address);
    if (!entry || entry.title === title) return;
    this.#list.retitle(address, title);
    await this.#parts.api.send('PATCH', '/api/documents', { address, title });
  }

  memberName(id: string): string {
    if (id === this.member.id) return this.member.name;
    return this.#people.name(id);
  }

  memberPost(id: string): string {
    return this.#people.post(id);
  }

  /** Whether a person speaks for a co-building unit: shown by a square. */
  isUnitMember(id: string): boolean {
    return this.#people.isUnit(id);
  }

  markSeen(): void {
    this.seenAt = Date.now();
    this.stored.write('seen', this.seenAt);
  }

  /** Takes what an intent returned: remembers how to take it back, or says why nothing was written, in `explain`'s words. */
  run(
    address: string,
    result: Result<readonly Change[], { readonly type: string }>,
    explain: (type: string) => string = (type) => type,
  ): boolean {
    if (!result.ok) {
      this.#sayNotWritten(explain(result.error.type));
      return false;
    }
    if (result.value.length > 0) this.#undo.push({ address, changes: result.value });
    return true;
  }

  undo = (): void => {
    this.#sayUndone(this.#undo.undo(), m.shell_undone());
  };

  redo = (): void => {
    this.#sayUndone(this.#undo.redo(), m.shell_redone());
  };

  /** Says what was done, with the way back beside it. Use it after every removal. */
  announce(text: string): void {
    this.#parts.toasts.show({ text, action: { label: m.shell_undo(), run: this.undo } });
  }

  /** Says something that needs no way back. */
  say(text: string, tone: 'done' | 'problem' = 'done'): void {
    this.#parts.toasts.show({ text, tone });
  }

  putAway(address: string, refusalId: string): void {
    const document = this.open(address);
    void document.whenLoaded.then(() => {
      document.putAway(refusalId);
      document.release();
    });
  }

  /** Brings the lists up to date, and the copies on this device with them. */
  async refresh(): Promise<void> {
    if (this.#isRefreshing || this.#isClosed) return;
    this.#isRefreshing = true;
    clearTimeout(this.#timer);
    try {
      await this.#ask();
    } finally {
      this.#isRefreshing = false;
    }
    if (this.#isClosed) return;
    this.#timer = setTimeout(() => void this.refresh(), refreshPause[this.#isReached ? 'reached' : 'unreached']);
    if (this.isOnline) void this.#prefetch.run(this.documents);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    removeEventListener('online', this.#goOnline);
    removeEventListener('offline', this.#goOffline);
    document.removeEventListener('visibilitychange', this.#onVisible);
    this.#prefetch.stop();
    await this.#device.close();
  }

  async #ask(): Promise<void> {
    const { api, checkSession } = this.#parts;
    const before = this.#list.listed();
    const [documents, people] = await Promise.all([
      api.get<unknown>('/api/documents'),
      api.get<unknown>('/api/members'),
    ]);
    if (this.#isClosed) return;
    this.#isReached = documents.ok || documents.error.type !== 'Unreachable';
    if (people.ok) this.#people.take(people.value);
    if (!documents.ok) {
      if (documents.error.type === 'Refused' && documents.error.status === 401) await checkSession();
      return;
    }
    const taken = this.#list.take(documents.value, before);
    if (taken.type === 'other-member') await checkSession();
    if (taken.type !== 'taken') return;
    for (const address of taken.missing) {
      this.stored.forget(address);
      void this.#device.withdraw(address);
    }
    await this.#registerBegun();
  }

  #apply(step: UndoStep): UndoStep | null {
    const open = this.open(step.address);
    const result = commit(open.doc, tablesOf(step.address), step.changes, this.author);
    open.release();
    if (result.ok) return { address: step.address, changes: result.value };
    this.#sayNotWritten(result.error.type);
    return null;
  }

  #sayNotWritten(why: string) {
    this.#parts.toasts.show({ text: m.shell_not_written({ why }), tone: 'problem' });
  }

  async #registerBegun(): Promise<void> {
    const listed = new Set(this.#list.listed());
    const { made, refused } = await this.#begun.register((address) => listed.has(address));
    for (const begun of made) this.#list.settle(begun);
    this.#list.lookAtBegun();
    for (const each of refused) this.#sayNotCreated(each);
  }

  /** It will never be anywhere but here: it leaves the lists, and its text stays in the receipt. */
  #sayNotCreated({ begun: { address, title } }: NotCreated) {
    void this.#device.withdraw(address, { reason: 'not-created', detail: title });
    this.#parts.toasts.show({ text: m.shell_not_created({ title }), tone: 'problem' });
  }

  /**
   * A browser that is killed may forget that a document was begun here, but not what was written into it. One without the
   * server's mark has never been with the server.
   */
  async #findForgotten(): Promise<void> {
    await this.#device.whenKnown;
    const before = this.#begun.all.length;
    for (const { address, waiting } of this.#device.receipt.documents) {
      if (waiting === 0 || this.#list.find(address) || this.#isClosed) continue;
      const document = this.#device.open(address, { isBrief: true });
      await document.whenLoaded;
      const isOwn = document.doc.getMap('meta').size === 0;
      document.release();
      if (isOwn) this.#begun.add({ address, title: m.shell_untitled(), createdAt: Date.now() });
    }
    this.#list.lookAtBegun();
    if (this.#begun.all.length > before) void this.refresh();
  }

  #sayUndone(undone: Undone, whole: string) {
    if (undone === 'whole') this.#parts.toasts.show({ text: whole, tone: 'done' });
    else if (undone === 'partly') this.#parts.toasts.show({ text: m.shell_undo_partly(), tone: 'done' });
    else if (undone === 'overtaken') this.#parts.toasts.show({ text: m.shell_undo_overtaken(), tone: 'problem' });
  }

  #goOnline = () => {
    this.#hasNetwork = true;
    this.#device.goOnline();
    void this.refresh();
  };

  #goOffline = () => {
    this.#hasNetwork = false;
    this.#device.goOffline();
  };

  #onVisible = () => {
    if (document.visibilityState === 'visible' && this.#hasNetwork) void this.refresh();
  };
}

const isTime = (value: unknown): value is number => typeof value === 'number';
