import {
  type Address,
  type DocumentKind,
  parseAddress,
  type Rights,
  rightsOf,
  type Scope,
  toAddress,
} from '@lianxi/access';
import { createUuid, isJsonObject, type Json, type Result } from '@lianxi/base';
import { type Author, type Change, clashOrigin, commit, createAuthor, keepClashes } from '@lianxi/documents';
import { type Device, type OpenDocument, openDevice } from '@lianxi/sync';
import { m } from '#lib/paraglide/messages.js';
import type { Api } from '../session/api.ts';
import type { Member, SessionFacts } from '../session/index.ts';
import { readStored, writeStored } from '../session/storage.ts';
import type { Toasts } from '../ui/toast.svelte.ts';
import { tablesOf, versionOf } from './kinds.ts';

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
}

interface Begun {
  readonly address: string;
  readonly title: string;
}

interface UndoStep {
  readonly address: string;
  readonly changes: readonly Change[];
}

const undoDepth = 200;

/** Everything that a signed-in person works with. Made once a session; ends with `close`. */
export class Workspace {
  readonly member: Member;
  readonly community: { readonly name: string };
  readonly isDemo: boolean;
  readonly author: Author;
  isOnline = $state(navigator.onLine);
  documents: readonly DocumentEntry[] = $state.raw([]);
  #members: ReadonlyMap<string, MemberEntry> = $state.raw(new Map());
  #begun: readonly Begun[] = [];
  #undoSteps: readonly UndoStep[] = $state.raw([]);
  #redoSteps: readonly UndoStep[] = $state.raw([]);
  readonly #device: Device;
  readonly #api: Api;
  readonly #toasts: Toasts;

  constructor(facts: SessionFacts, api: Api, bearer: string | null, toasts: Toasts) {
    this.member = facts.member;
    this.community = facts.community;
    this.isDemo = facts.isDemo;
    this.author = createAuthor(facts.member.id);
    this.#api = api;
    this.#toasts = toasts;
    this.documents = readStored(localStorage, this.#key('documents'), isEntries) ?? [];
    this.#members = toMap(readStored(localStorage, this.#key('members'), isMembers) ?? []);
    this.#begun = readStored(localStorage, this.#key('begun'), isBegun) ?? [];
    this.#device = openDevice({
      member: facts.member.id,
      server: `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/sync`,
      ...(bearer === null ? {} : { bearer }),
      supportedVersion: versionOf,
      originKind: (origin) => (origin === clashOrigin ? 'note' : typeof origin === 'symbol' ? 'act' : 'typing'),
      attach: (address, doc) => {
        const stops = tablesOf(address).map((table) => keepClashes(doc.getMap(table.name), this.author));
        return () => {
          for (const stop of stops) stop();
        };
      },
    });
    if (!this.isOnline) this.#device.goOffline();
    addEventListener('online', this.#goOnline);
    addEventListener('offline', this.#goOffline);
    void navigator.storage?.persist?.();
    void this.refresh();
  }

  get canUndo(): boolean {
    return this.#undoSteps.length > 0;
  }

  get canRedo(): boolean {
    return this.#redoSteps.length > 0;
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
    await this.#registerBegun();
    return address;
  }

  /** The list's title follows the document's own. */
  async retitle(address: string, title: string): Promise<void> {
    const entry = this.documents.find((candidate) => candidate.address === address);
    if (!entry || entry.title === title) return;
    this.documents = this.documents.map((each) => (each === entry ? { ...each, title } : each));
    this.#store();
    await this.#api.send('PATCH', '/api/documents', { address, title });
  }

  memberName(id: string): string {
    if (id === this.member.id) return this.member.name;
    return this.#members.get(id)?.name ?? m.shell_unknown_member();
  }

  memberPost(id: string): string {
    return this.#members.get(id)?.post ?? '';
  }

  /** Takes what an intent returned: remembers how to take it back, or says why nothing was written. */
  run(address: string, result: Result<readonly Change[], { readonly type: string }>): boolean {
    if (!result.ok) {
      this.#toasts.show({ text: m.shell_not_written({ why: result.error.type }), tone: 'problem' });
      return false;
    }
    if (result.value.length > 0) {
      this.#undoSteps = [...this.#undoSteps.slice(-undoDepth), { address, changes: result.value }];
      this.#redoSteps = [];
    }
    return true;
  }

  undo = (): void => {
    const step = this.#undoSteps.at(-1);
    if (!step) return;
    this.#undoSteps = this.#undoSteps.slice(0, -1);
    const inverse = this.#apply(step);
    if (inverse) this.#redoSteps = [...this.#redoSteps, inverse];
  };

  redo = (): void => {
    const step = this.#redoSteps.at(-1);
    if (!step) return;
    this.#redoSteps = this.#redoSteps.slice(0, -1);
    const inverse = this.#apply(step);
    if (inverse) this.#undoSteps = [...this.#undoSteps, inverse];
  };

  /** Says what was done, with the way back beside it. Use it after every removal. */
  announce(text: string): void {
    this.#toasts.show({ text, action: { label: m.shell_undo(), run: this.undo } });
  }

  /** Brings the lists up to date. */
  async refresh(): Promise<void> {
    await this.#registerBegun();
    const [documents, members] = await Promise.all([
      this.#api.get<{ documents: readonly DocumentEntry[] }>('/api/documents'),
      this.#api.get<{ members: readonly MemberEntry[] }>('/api/members'),
    ]);
    if (documents.ok && isEntries(documents.value.documents)) {
      const listed = documents.value.documents;
      const waiting = this.documents.filter(
        (entry) =>
          this.#begun.some(({ address }) => address === entry.address) &&
          !listed.some(({ address }) => address === entry.address),
      );
      this.documents = [...waiting, ...listed];
    }
    if (members.ok && isMembers(members.value.members)) {
      this.#members = toMap(members.value.members);
      writeStored(localStorage, this.#key('members'), members.value.members as unknown as Json);
    }
    this.#store();
  }

  async close(): Promise<void> {
    removeEventListener('online', this.#goOnline);
    removeEventListener('offline', this.#goOffline);
    await this.#device.close();
  }

  #apply(step: UndoStep): UndoStep | null {
    const document = this.open(step.address);
    const result = commit(document.doc, tablesOf(step.address), step.changes, this.author);
    document.release();
    if (result.ok) return { address: step.address, changes: result.value };
    this.#toasts.show({ text: m.shell_not_written({ why: result.error.type }), tone: 'problem' });
    return null;
  }

  async #registerBegun(): Promise<void> {
    for (const begun of this.#begun) {
      const parsed = parseAddress(begun.address);
      if (!parsed.ok) continue;
      const { kind, scope, id } = parsed.value;
      const answer = await this.#api.send('POST', '/api/documents', { kind, scope, id, title: begun.title });
      if (!answer.ok) return;
      this.#begun = this.#begun.filter((each) => each !== begun);
      this.#store();
    }
  }

  #goOnline = () => {
    this.isOnline = true;
    this.#device.goOnline();
    void this.refresh();
  };

  #goOffline = () => {
    this.isOnline = false;
    this.#device.goOffline();
  };

  #store() {
    writeStored(localStorage, this.#key('documents'), this.documents as unknown as Json);
    writeStored(localStorage, this.#key('begun'), this.#begun as unknown as Json);
  }

  #key(name: string): string {
    return `lianxi.${this.member.id}.${name}`;
  }
}

const toMap = (members: readonly MemberEntry[]): ReadonlyMap<string, MemberEntry> =>
  new Map(members.map((member) => [member.id, member]));

const isEntries = (value: unknown): value is readonly DocumentEntry[] =>
  Array.isArray(value) && value.every((each) => isJsonObject(each) && typeof each.address === 'string');

const isMembers = (value: unknown): value is readonly MemberEntry[] =>
  Array.isArray(value) && value.every((each) => isJsonObject(each) && typeof each.id === 'string');

const isBegun = (value: unknown): value is readonly Begun[] =>
  Array.isArray(value) && value.every((each) => isJsonObject(each) && typeof each.address === 'string');
