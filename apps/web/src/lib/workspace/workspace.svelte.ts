import {
  type Address,
  bringsSealed,
  type DocumentKind,
  isSealedAddress,
  parseAddress,
  type Rights,
  rightsOf,
  type Scope,
} from '@lianxi/access';
import type { Result } from '@lianxi/base';
import { type Author, type Change, clashOrigin, createAuthor, keepClashes } from '@lianxi/documents';
import { type Device, type DeviceReceipt, loadErase, type OpenDocument, openDevice, type Shelf } from '@lianxi/sync';
import { createSubscriber } from 'svelte/reactivity';
import { m } from '#lib/paraglide/messages.js';
import type { Lock } from '../lock/lock.svelte.ts';
import type { Api, Member, SessionFacts } from '../session/index.ts';
import type { SmallStorage } from '../session/storage.ts';
import type { Toasts } from '../ui/toast.svelte.ts';
import { calmly } from '../view/index.ts';
import type { NotCreated } from './begun.ts';
import { Catalogue } from './catalogue.svelte.ts';
import type { DocumentEntry } from './document-list.svelte.ts';
import { Edits } from './edits.svelte.ts';
import { tablesOf, versionOf } from './kinds.ts';
import { createPrefetch, type Prefetch } from './prefetch.ts';
import { Reports } from './reports.ts';
import { isOverdue } from './shelf-time.ts';
import { type Stored, storedFor } from './stored.ts';
import { unlistedTitle } from './unlisted.ts';

interface WorkspaceParts {
  readonly facts: SessionFacts;
  readonly api: Api;
  readonly bearer: string | null;
  /** A sitting at a shared computer: nothing is kept on this device. */
  readonly isShared: boolean;
  /** Where the person's small lists are kept. */
  readonly storage: SmallStorage;
  /** What opens residents' documents here; null where they are not sealed. */
  readonly lock: Lock | null;
  readonly toasts: Toasts;
  /** The time by the relay's clock (ms). */
  readonly now: () => number;
  /** Asks anew who this is; the answer may end this workspace. */
  readonly checkSession: () => Promise<void>;
  /** The relay has answered this person. */
  readonly noteContact: () => void;
}

/** How often the list is asked for (ms): while the relay answers, and while it does not. */
const refreshPause = { reached: 60_000, unreached: 10_000 };
const sweepPause = 3_600_000;

/** Everything that a signed-in person works with. Made once a session; ends with `close`. */
export class Workspace {
  readonly member: Member;
  readonly community: { readonly name: string };
  readonly isDemo: boolean;
  /** Nothing is kept on this device: what has not been sent when the window ends is lost. */
  readonly isShared: boolean;
  /** This window only looks, as somebody with another role would; it keeps nothing either. */
  readonly isViewing: boolean;
  readonly author: Author;
  readonly lock: Lock | null;
  /** This person's small lists on this device. */
  readonly stored: Stored;
  /** What is done here with residents' data, for the audit log. */
  readonly reports: Reports;
  /** Up to when this person has seen what others changed (ms). */
  seenAt = $state(0);
  /** Of which documents the newest that the relay has told of is not on this device; null: it has not been looked. */
  lacking: readonly string[] | null = $state.raw(null);
  /** Residents' documents are open, or are not sealed here. */
  isUnlocked = $state(false);
  #hasNetwork = $state(navigator.onLine);
  #isReached = $state(true);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isRefreshing = false;
  /** Not with the first page. */
  #sweptAt = Date.now() - sweepPause + 30_000;
  #isClosed = false;
  readonly #catalogue: Catalogue;
  readonly #registerListeners = new Set<() => void>();
  readonly #edits: Edits;
  readonly #parts: WorkspaceParts;
  readonly #device: Device;
  readonly #prefetch: Prefetch;
  readonly #listenToReceipt: () => void;
  readonly #stopHearingKeys: () => void;

  constructor(parts: WorkspaceParts) {
    const { facts, bearer } = parts;
    this.#parts = parts;
    this.member = facts.member;
    this.community = facts.community;
    this.isDemo = facts.isDemo;
    this.isShared = parts.isShared;
    this.lock = parts.lock;
    this.isUnlocked = parts.lock === null;
    this.isViewing = facts.viewAs !== null;
    this.author = createAuthor(facts.member.id, parts.now);
    this.stored = storedFor(facts.member.id, parts.storage);
    this.reports = new Reports(this.stored, parts.api, parts.now);
    this.#catalogue = new Catalogue(facts.member, this.stored, parts.api);
    this.#edits = new Edits((address) => this.open(address), this.author, parts.toasts);
    this.seenAt = this.stored.read('seen', isTime) ?? Date.now() - 7 * 86_400_000;
    this.#device = openDevice({
      // What it holds is another's sight: the person's own windows must not take it for theirs.
      member: this.isViewing ? `${facts.member.id}~view` : facts.member.id,
      // For whom: under the cookie of somebody who has signed in since, the relay lets nobody in.
      server: `${location.origin.replace('http', 'ws')}/sync${this.isViewing ? '' : `?for=${facts.member.id}`}`,
      ...(bearer === null ? {} : { bearer }),
      isMemoryOnly: parts.isShared || this.isViewing,
      supportedVersion: versionOf,
      originKind: (origin) => (origin === clashOrigin ? 'note' : typeof origin === 'symbol' ? 'act' : 'typing'),
      rights: (address) => this.rightsTo(address),
      ...(parts.lock ? { isSealed: isSealedAddress } : {}),
      onUnreachable: (attempts) => {
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
    this.#prefetch = createPrefetch(
      this.#device,
      this.stored,
      () => this.isOnline,
      (addresses) => {
        this.lacking = addresses;
      },
    );
    this.#stopHearingKeys = parts.lock?.onKey((key) => void this.#takeKey(key)) ?? (() => {});
    this.#listenToReceipt = createSubscriber((update) =>
      calmly(update, (listener) => this.#device.subscribe(listener)),
    );
    if (!this.#hasNetwork) this.#device.goOffline();
    addEventListener('online', this.#goOnline);
    addEventListener('offline', this.#goOffline);
    document.addEventListener('visibilitychange', this.#onVisible);
    // Without it the browser may clear what is not shared yet when the disk is short.
    if (!parts.isShared && !this.isViewing) void navigator.storage?.persist?.();
    void this.refresh();
    void this.#findForgotten();
  }

  get documents(): readonly DocumentEntry[] {
    return this.#catalogue.documents;
  }

  /** Whether there is a network and the relay answers. */
  get isOnline(): boolean {
    return this.#hasNetwork && this.#isReached;
  }

  /** What became of all changes made on this device. */
  get receipt(): DeviceReceipt {
    this.#listenToReceipt();
    // Told calmly, but read anew when the network comes or goes: what was written just before is not in step yet.
    void this.isOnline;
    return this.#device.receipt;
  }

  get canUndo(): boolean {
    return this.#edits.canUndo;
  }

  get canRedo(): boolean {
    return this.#edits.canRedo;
  }

  /** How many documents have a copy on this device; null where the disk does not say. */
  async countCopies(): Promise<number | null> {
    return (await this.#device.copies())?.size ?? null;
  }

  /** `isBrief`: to look into it, one after another. */
  open(address: string, isBrief = false): OpenDocument {
    return this.#device.open(address, { isBegunHere: this.isBegunHere(address), isBrief });
  }

  /** Whether this person's role brings residents to a device at all. */
  get holdsSealed(): boolean {
    return bringsSealed(this.member.grants);
  }

  /** Residents are open here, and can be locked. */
  get mayLock(): boolean {
    return this.lock !== null && this.isUnlocked && this.holdsSealed;
  }

  /** It holds residents, and this device is locked: it opens empty. */
  isShut(address: string): boolean {
    return !this.isUnlocked && isSealedAddress(address);
  }

  /** Residents lie here in the clear, since before there was a lock, and only the passphrase can change that. */
  async isUnsealed(): Promise<boolean> {
    await this.lock?.whenKnown;
    if (this.lock?.state !== 'new') return false;
    const copies = await this.#device.copies();
    return [...(copies ?? [])].some(isSealedAddress);
  }

  /** As the relay last said it; where it has said nothing, by the grants. */
  rightsTo(address: string): Rights {
    const entry = this.#catalogue.find(address);
    if (entry) return entry.rights;
    const parsed = parseAddress(address);
    return parsed.ok ? rightsOf(this.member.grants, parsed.value, this.#parts.now()) : 'none';
  }

  titleOf(address: string): string {
    return this.#catalogue.find(address)?.title ?? unlistedTitle(address);
  }

  /** Begins a document, offline too: it is here at once and registered with the relay as soon as that answers. */
  async createDocument(kind: DocumentKind, scope: Scope, title: string): Promise<Address> {
    const address = this.#catalogue.begin(kind, scope, title);
    if (this.isOnline) await this.#tell();
    return address;
  }

  /** Begun here, and not known to the relay yet. */
  isBegunHere(address: string): boolean {
    return this.#catalogue.isBegunHere(address);
  }

  /** Calls back when the relay has made something that was begun here, for as long as the workspace is open. */
  onRegistered(listener: () => void): void {
    this.#registerListeners.add(listener);
  }

  /** A document was begun here, whatever was written into it on the way: one step, which `takeBack` takes back. */
  noteBegun(address: string, takeBack: () => void): void {
    this.#edits.begin(address, takeBack);
  }

  /** It was begun by this person and is nobody else's yet: gone for everybody, from this device at once. The relay decides. */
  async takeAway(address: string): Promise<'done' | 'unreached' | 'taken-up'> {
    const outcome = await this.#catalogue.takeAway(address);
    if (outcome !== 'done') return outcome;
    this.#edits.forget((each) => each === address);
    this.stored.forget(address);
    await this.#device.discard(address);
    return outcome;
  }

  /** What is kept of documents beside their copies, sealed as these are. */
  get shelf(): Shelf {
    return this.#device.shelf;
  }

  /** Pictures of documents (`lib/media`). */
  get pictures(): Shelf {
    return this.#device.pictures;
  }

  /** What a demo tab or a view speaks with; null: the cookie. */
  get bearer(): string | null {
    return this.#parts.bearer;
  }

  /** The list's title follows the document's own; without a network the relay hears of it later. */
  async retitle(address: string, title: string): Promise<void> {
    if (this.#catalogue.retitle(address, title) && this.isOnline) await this.#tell();
  }

  memberName(id: string): string {
    if (id === this.member.id) return this.member.name;
    return this.#catalogue.people.name(id);
  }

  memberPost(id: string): string {
    return this.#catalogue.people.post(id);
  }

  /** Whether a person speaks for a co-building unit: shown by a square. */
  isUnitMember(id: string): boolean {
    return this.#catalogue.people.isUnit(id);
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
    return this.#edits.run(address, result, explain);
  }

  undo = (): void => this.#edits.undo();

  redo = (): void => this.#edits.redo();

  /** Says what was done last, with the way back of that step beside it. Use it after every removal. */
  announce(text: string): void {
    this.sayWithWayBack(text, this.#edits.wayBack());
  }

  /** The same of what was not written into a document: the way back is of its own kind. */
  sayWithWayBack(text: string, run: () => void): void {
    this.#parts.toasts.show({ text, action: { label: m.shell_undo(), run } });
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
    this.#sweepShelf();
    if (this.isViewing) return;
    if (this.isOnline) void this.reports.deliver();
    void this.#prefetch.run(this.documents);
  }

  /** Ends this workspace and takes everything of its person off this device, the wrapped key included. */
  async erase(): Promise<void> {
    const addresses = this.documents.map(({ address }) => address);
    await this.close();
    const { eraseDevice } = await loadErase();
    await eraseDevice(this.member.id, addresses);
    this.stored.forgetAll();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#stopHearingKeys();
    clearTimeout(this.#timer);
    removeEventListener('online', this.#goOnline);
    removeEventListener('offline', this.#goOffline);
    document.removeEventListener('visibilitychange', this.#onVisible);
    this.#prefetch.stop();
    this.reports.stop();
    await this.#device.close();
  }

  /** Now and then is enough: it is about days. */
  #sweepShelf(): void {
    const now = Date.now();
    if (now - this.#sweptAt < sweepPause) return;
    this.#sweptAt = now;
    void this.shelf.remove(({ id }) => isOverdue(id, now));
  }

  async #ask(): Promise<void> {
    const asked = await this.#catalogue.ask();
    if (this.#isClosed) return;
    this.#isReached = asked.type !== 'unreached';
    if (asked.type === 'other-member') await this.#parts.checkSession();
    if (asked.type !== 'taken') return;
    this.#parts.noteContact();
    for (const address of asked.missing) {
      this.stored.forget(address);
      void this.#device.withdraw(address);
    }
    await this.#tell();
  }

  async #tell(): Promise<void> {
    const { isMore, refused } = await this.#catalogue.tell();
    for (const each of refused) this.#sayNotCreated(each);
    if (isMore) for (const listener of this.#registerListeners) listener();
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
    let isFound = false;
    for (const { address, waiting } of this.#device.receipt.documents) {
      if (waiting === 0 || this.isShut(address) || this.#catalogue.find(address) || this.#isClosed) continue;
      const document = this.#device.open(address, { isBrief: true });
      await document.whenLoaded;
      const isOwn = document.doc.getMap('meta').size === 0;
      document.release();
      if (!isOwn) continue;
      this.#catalogue.recognise(address, m.shell_untitled());
      isFound = true;
    }
    if (isFound) void this.refresh();
  }

  /** The key has come, or has gone: then nothing of what it opened stays in this window. */
  async #takeKey(key: Uint8Array | null): Promise<void> {
    if (key === null) {
      this.isUnlocked = false;
      this.#edits.forget(isSealedAddress);
      this.#parts.toasts.clear();
      await this.#device.lock();
      return;
    }
    await this.#device.unlock(key, this.documents.map(({ address }) => address).filter(isSealedAddress));
    if (this.#isClosed || this.#device.isLocked) return;
    this.isUnlocked = true;
    void this.refresh();
    void this.#findForgotten();
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
