import {
  type Address,
  type DocumentKind,
  directoryParts,
  documentKinds,
  isDocumentKind,
  onlyIdOf,
  parseAddress,
} from '@lianxi/access';
import { createUuid, isJsonObject, type Json } from '@lianxi/base';
import { createCatalogue, longestTitle, snapshotOf } from '../catalogue/index.ts';
import { type SignOffError, signOff, verifyMinutes } from '../signing/index.ts';
import { findDocument, listDocuments, readDocument, readHeads } from '../store/index.ts';
import { atDesk, type Desk, type Outcome, said } from './desk.ts';
import type { Io } from './io.ts';
import { failed, misused, toJson, toTable } from './outcome.ts';
import { defaultScopeOf, scopeFrom } from './place.ts';
import { findUser } from './user.ts';

const untitled: Readonly<Record<DocumentKind, string>> = {
  directory: '社区',
  minutes: '未命名会议',
  followup: '督办',
  register: '未命名台账',
  care: '关怀标签',
  ledger: '未命名项目',
  open: '未命名文档',
};

export interface DocumentOptions {
  readonly scope?: string;
  readonly title?: string;
  readonly id?: string;
}

export const makeDocument = (io: Io, kind: string, options: DocumentOptions): Promise<Outcome> =>
  atDesk(io, ({ store, identity }) => {
    if (!isDocumentKind(kind)) {
      return misused(
        `没有文档种类 “${kind}”；有：${documentKinds.join(' ')}。`,
        `There is no kind “${kind}”; there are: ${documentKinds.join(' ')}.`,
      );
    }
    if (kind === 'followup') {
      return misused('督办由签发会议纪要时建立。', 'A follow-up is made when its minutes are signed.');
    }
    const scope =
      options.scope === undefined ? { ok: true as const, value: defaultScopeOf(kind) } : scopeFrom(options.scope);
    if (!scope.ok) return scope;
    const id = options.id ?? onlyIdOf(kind) ?? createUuid(store.clock);
    const parts = parseAddress(`${kind}/${scope.value}/${id}`);
    if (!parts.ok) return misused(`“${options.id}” 不能作编号。`, `“${options.id}” cannot be an id.`);
    const name = kind === 'directory' ? identity.store.readSetting('community_name') : undefined;
    const title = (options.title ?? name ?? untitled[kind]).trim();
    if (title === '' || title.length > longestTitle)
      return misused(`标题须为 1 到 ${longestTitle} 个字符。`, `A title has 1 to ${longestTitle} characters.`);
    const made = createCatalogue(store).create(parts.value, title);
    if (!made.ok) {
      return kind === 'directory'
        ? misused(
            `目录只有一份：${directoryParts.address}。`,
            `There is one directory only: ${directoryParts.address}.`,
          )
        : misused(`${kind} 不能放在 ${scope.value} 下。`, `A ${kind} cannot lie in ${scope.value}.`);
    }
    return said(parts.value.address);
  });

export const listAllDocuments = (io: Io, { json = false }: { json?: boolean }): Promise<Outcome> =>
  atDesk(io, ({ store }) => {
    const documents = listDocuments(store).map(({ address, kind, scope, id, title, createdAt, updatedAt, isDemo }) => ({
      address,
      kind,
      scope,
      id,
      title,
      createdAt,
      updatedAt,
      isDemo,
    }));
    if (json) return said(toJson(documents));
    return said(toTable(documents.map(({ address, title, isDemo }) => [address, isDemo ? `${title} (demo)` : title])));
  });

/** Where the ledger's chain stands: what is exported can be held against the books later. */
const headOf = (store: Desk['store'], ledger: string) => {
  const head = readHeads(store).find((each) => each.ledger === ledger);
  return head ? { number: head.number, hash: head.hash } : null;
};

/** Residents who leave the house in full leave a line, whoever has the machine. */
const noteExport = (store: Desk['store'], note: Desk['note'], kind: string, address: Address, snapshot: unknown) => {
  const room = findDocument(store, address)?.room;
  if ((kind !== 'register' && kind !== 'care') || room === undefined || !isJsonObject(snapshot)) return;
  const tables = Object.entries(snapshot).filter(([, rows]) => Array.isArray(rows)) as [string, readonly Json[]][];
  const rows = tables.reduce((sum, [, each]) => sum + each.length, 0);
  const columns = tables.map(([name]) => name).join(' ');
  const detail = { format: 'json', columns, rows, masked: false, purpose: 'operator', reference: null } as const;
  note({ type: 'exported', member: null, room, detail: { ...detail, at: store.clock() } });
};

export const exportDocument = (io: Io, input: string): Promise<Outcome> =>
  atDesk(io, ({ store, note }) => {
    const address = parseAddress(input);
    if (!address.ok) return misused(`“${input}” 不是文档地址。`, `“${input}” is no document's address.`);
    const none = failed(`没有文档 ${input}。`, `There is no document ${input}.`);
    const { kind, address: found } = address.value;
    const document = readDocument(store, found);
    if (!document) return none;
    const snapshot = snapshotOf(kind, document.update);
    noteExport(store, note, kind, found, snapshot);
    return said(
      toJson(kind === 'ledger' && isJsonObject(snapshot) ? { ...snapshot, head: headOf(store, found) } : snapshot),
    );
  });

export const sealMinutes = (io: Io, input: string, { by }: { readonly by: string }): Promise<Outcome> =>
  atDesk(io, (desk) => {
    const address = parseAddress(input);
    if (!address.ok) return misused(`“${input}” 不是文档地址。`, `“${input}” is no document's address.`);
    const account = findUser(desk, by);
    if (!account.ok) return account;
    const { id, name } = account.value;
    const signed = signOff(desk.store, address.value, { id, name, grants: desk.identity.store.grantsOf(id) });
    return signed.ok ? said(address.value.address) : explainSignOffError(signed.error, input);
  });

const explainSignOffError = (error: SignOffError, address: string): Outcome => {
  switch (error.type) {
    case 'NotMinutes':
      return misused('只有会议纪要可以签发。', 'Only minutes are signed off.');
    case 'NoSuchDocument':
      return failed(`没有文档 ${address}。`, `There is no document ${address}.`);
    case 'SignedAlready':
      return failed(`${address} 已经签发。`, `${address} is signed off already.`);
    case 'NotCommittee':
      return failed(
        '只有社区党委的签发人可以决定签发。',
        'Only a signer of the committee decides that minutes are signed off.',
      );
    case 'ChangedMeanwhile':
      return failed(`${address} 刚刚有改动。`, `${address} has just changed.`);
  }
};

/** Recomputes what was signed: 0 it holds, 1 it does not. */
export const verifyDocument = (io: Io, input: string): Promise<Outcome> =>
  atDesk(io, ({ store }) => {
    const address = parseAddress(input);
    if (!address.ok) return misused(`“${input}” 不是文档地址。`, `“${input}” is no document's address.`);
    const verified = verifyMinutes(store, address.value.address);
    switch (verified.type) {
      case 'NoSuchDocument':
        return failed(`没有文档 ${input}。`, `There is no document ${input}.`);
      case 'NotSigned':
        return failed(`${input} 没有签发记录。`, `${input} has no record of a signature.`);
      case 'Holds':
        return said(`${verified.number} ${verified.hash} +${verified.addenda}`);
      case 'Broken': {
        const { where, expected, found } = verified;
        const place = typeof where === 'number' ? `更正补充 ${where}` : where === 'text' ? '正文' : '签发记录';
        return failed(
          `${input} 与签发时不符（${place}）：应为 ${expected}，现为 ${found}。`,
          `${input} is not what was signed (${typeof where === 'number' ? `addendum ${where}` : where}): expected ${expected}, found ${found}.`,
        );
      }
    }
  });
