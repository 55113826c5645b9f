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
import { tablesOf, versionOf } from './kinds.ts';
import { createPrefetch, type Prefetch } from './prefetch.ts';
import { isListWith, type Stored, storedFor } from './stored.ts';
import { UndoStack, type UndoStep } from './undo.svelte.ts';

export interface DocumentEntry {
  readonly address: Address;
  readonly kind: DocumentKind;
  readonly scope: Scope;
  readonly id: string;
  readonly title: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly rights: Rights;
}

interface MemberEntry {
  readonly id: string;
  readonly name: string;
  readonly post: string;
  readonly roles?: readonly string[];
}

interface Begun {
  readonly address: string;
  readonly title: string;
}

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
  documents: readonly DocumentEntry[] = $state.raw([]);
  /** Up to when this person has seen what others changed (ms). */
  seenAt = $state(0);
  #hasNetwork = $state(navigator.onLine);
  #isReached = $state(true);
  #members: ReadonlyMap<string, MemberEntry> = $state.raw(new Map());
  #begun: readonly Begun[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isRefreshing = false;
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
    this.documents = this.stored.read('documents', isEntries) ?? [];
    this.#members = toMap(this.stored.read('members', isMembers) ?? []);
    this.#begun = this.stored.read('begun', isBegun) ?? [];
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
    return this.#device.open(address, { isBegunHere: this.#begun.some((begun) => begun.address === address) });
  }

  /** As the relay last said it; where it has said nothing, by the grants. */
  rightsTo(address: string): Rights {
    const entry = this.documents.find((candidate) => candidate.address === address);
    if (entry) return entry.rights;
    const parsed = parseAddress(address);
    return parsed.ok ? rightsOf(this.member.grants, parsed.value, Date.now()) : 'none';
  }

  titleOf(address: string): string {
    return this.documents.find((candidate) => candidate.address === address)?.title ?? address;
  }

  /** Begins a document, offline too: it is here at once and registered with the relay as soon as that answers. */
  async createDocument(kind: DocumentKind, scope: Scope, title: string): Promise<Address> {
    const id = createUuid();
    const address = toAddress(kind, scope, id);
    const now = Date.now();
    this.#begun = [...this.#begun, { address, title }];
    this.documents = [
      { address, kind, scope, id, title, createdAt: now, updatedAt: now, rights: 'write' },
      ...this.documents,
    ];
    this.#store();
    if (this.isOnline) await this.#registerBegun();
    return address;
  }

  /** The list's title follows the document's own. */
  async retitle(address: string, title: string): Promise<void> {
    const entry = this.documents.find((candidate) => candidate.address === address);
    if (!entry || entry.title === title) return;
    this.documents = this.documents.map((each) => (each === entry ? { ...each, title } : each));
    this.#begun = this.#begun.map((each) => (each.address === address ? { ...each, title } : each));
    this.#store();
    await this.#parts.api.send('PATCH', '/api/documents', { address, title });
  }

  memberName(id: string): string {
    if (id === this.member.id) return this.member.name;
    return this.#members.get(id)?.name ?? m.shell_unknown_member();
  }

  memberPost(id: string): string {
    return this.#members.get(id)?.post ?? '';
  }

  /** Whether a person speaks for a co-building unit: shown by a square. */
  isUnitMember(id: string): boolean {
    const roles = this.#members.get(id)?.roles ?? [];
    return roles.length > 0 && roles.every((role) => role === 'unit');
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
    if (this.#undo.undo()) this.#parts.toasts.show({ text: m.shell_undone(), tone: 'done' });
  };

  redo = (): void => {
    if (this.#undo.redo()) this.#parts.toasts.show({ text: m.shell_redone(), tone: 'done' });
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
    if (this.#isRefreshing) return;
    this.#isRefreshing = true;
    clearTimeout(this.#timer);
    await this.#registerBegun();
    const [documents, members] = await Promise.all([
      this.#parts.api.get<{ documents: unknown }>('/api/documents'),
      this.#parts.api.get<{ members: unknown }>('/api/members'),
    ]);
    this.#isReached = documents.ok || documents.error.type !== 'Unreachable';
    if (!documents.ok && documents.error.type === 'Refused' && documents.error.status === 401) {
      await this.#parts.checkSession();
    }
    if (documents.ok && isEntries(documents.value.documents)) this.#takeList(documents.value.documents);
    if (members.ok && isMembers(members.value.members)) {
      this.#members = toMap(members.value.members);
      this.stored.write('members', members.value.members);
    }
    this.#isRefreshing = false;
    this.#timer = setTimeout(() => void this.refresh(), refreshPause[this.#isReached ? 'reached' : 'unreached']);
    if (this.isOnline) void this.#prefetch.run(this.documents);
  }

  async close(): Promise<void> {
    clearTimeout(this.#timer);
    this.#isRefreshing = true;
    removeEventListener('online', this.#goOnline);
    removeEventListener('offline', this.#goOffline);
    document.removeEventListener('visibilitychange', this.#onVisible);
    this.#prefetch.stop();
    await this.#device.close();
  }

  #takeList(listed: readonly DocumentEntry[]) {
    const known = new Set<string>(listed.map(({ address }) => address));
    const isBegunHere = (address: string) => this.#begun.some((begun) => begun.address === address);
    for (const { address } of this.documents) {
      if (known.has(address) || isBegunHere(address)) continue;
      this.stored.forget(address);
      void this.#device.withdraw(address);
    }
    const waiting = this.documents.filter(({ address }) => !known.has(address) && isBegunHere(address));
    this.documents = [...waiting, ...listed];
    this.#store();
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
    for (const begun of this.#begun) {
      const parsed = parseAddress(begun.address);
      if (!parsed.ok) continue;
      const { kind, scope, id } = parsed.value;
      const answer = await this.#parts.api.send('POST', '/api/documents', { kind, scope, id, title: begun.title });
      if (!answer.ok) return;
      this.#begun = this.#begun.filter(({ address }) => address !== begun.address);
      this.#store();
    }
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

  #store() {
    this.stored.write('documents', this.documents);
    this.stored.write('begun', this.#begun);
  }
}

/** Tells at most a few times a second, and last of all: a receipt that flickers with each keystroke tells nobody anything. */
const calmly = (update: () => void, subscribe: (listener: () => void) => () => void): (() => void) => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stop = subscribe(() => {
    timer ??= setTimeout(() => {
      timer = undefined;
      update();
    }, 300);
  });
  return () => {
    clearTimeout(timer);
    stop();
  };
};

const toMap = (members: readonly MemberEntry[]): ReadonlyMap<string, MemberEntry> =>
  new Map(members.map((member) => [member.id, member]));

const isTime = (value: unknown): value is number => typeof value === 'number';
const isEntries = isListWith<DocumentEntry>('address');
const isMembers = isListWith<MemberEntry>('id');
const isBegun = isListWith<Begun>('address');
