import {
  type Address,
  communityScope,
  type Grant,
  isCommitteeRole,
  isInForce,
  parseAddress,
  type Rights,
  rightsOf,
} from '@lianxi/access';
import { createUuid, err, ok, type Result } from '@lianxi/base';
import { isRowId, residentsTable } from '@lianxi/documents';
import * as Y from 'yjs';
import type { Account, IdentityStore } from '../identity/index.ts';
import {
  addressesAbout,
  createErasureStore,
  type ErasureReason,
  type ErasureRow,
  findDocument,
  readDocument,
  type Store,
} from '../store/index.ts';
import type { Erased, Erasing } from './erase.ts';

/**
 * The deletion queue: whoever writes a register asks, somebody of the committee confirms, and the documents are rebuilt
 * without the record. Nobody confirms what they asked for themselves, unless there is nobody else who could.
 */
export interface Erasures {
  /** What this person may know of: requests in registers that they write. */
  listFor(caller: ErasureCaller): ErasureList;
  request(caller: ErasureCaller, wish: ErasureWish): Result<readonly string[], RequestError>;
  withdraw(caller: ErasureCaller, id: string): Result<void, NoSuchErasure>;
  /** `isSame`: the passphrase typed again is the caller's; asked only where that is what is wanted. */
  confirm<E>(
    caller: ErasureCaller,
    ids: readonly string[],
    isSame: () => Promise<Result<void, E>>,
  ): Promise<Result<void, ConfirmError | E>>;
  /** At the machine itself: whatever waits under this id. */
  confirmAtDesk(id: string): Promise<Result<void, NoSuchErasure | Overtaken>>;
}

export interface ErasureCaller {
  readonly account: Account;
  readonly grants: readonly Grant[];
}

export interface ErasureWish {
  readonly address: Address;
  /** Ids of rows of the register. */
  readonly residents: readonly string[];
  readonly reason: ErasureReason;
}

/** Who has to confirm: somebody else of the committee, or whoever asks with their passphrase; null: this caller may not. */
export type ErasureConfirmation = 'plain' | 'other' | 'passphrase' | null;

export interface ErasureList {
  readonly open: readonly (ErasureRow & { readonly confirmation: ErasureConfirmation })[];
  readonly done: readonly ErasureRow[];
}

export type NoSuchErasure = { readonly type: 'NoSuchErasure' };
export type Overtaken = { readonly type: 'Overtaken' };
export type RequestError =
  | { readonly type: 'NoSuchDocument' }
  | { readonly type: 'NoSuchResident' }
  | { readonly type: 'Forbidden' };
export type ConfirmError =
  | NoSuchErasure
  | Overtaken
  | { readonly type: 'Forbidden' }
  | { readonly type: 'NeedsConfirmation'; readonly by: 'other' };

/** Done ones in a list. */
const mostDone = 50;

interface Parts {
  readonly store: Store;
  readonly people: Pick<IdentityStore, 'listAccounts' | 'grantsOf'>;
  readonly erase: (erasing: Erasing) => Promise<Erased>;
}

export const createErasures = ({ store, people, erase }: Parts): Erasures => {
  const { clock } = store;
  const queue = createErasureStore(store);

  const mayConfirm = (grants: readonly Grant[]): boolean =>
    grants.some((grant) => isCommitteeRole(grant.role) && grant.on === communityScope && isInForce(grant, clock()));
  const isAlone = ({ account }: ErasureCaller): boolean =>
    !people
      .listAccounts()
      .some(({ id, isDemo }) => id !== account.id && isDemo === account.isDemo && mayConfirm(people.grantsOf(id)));
  const rightsIn = ({ grants }: ErasureCaller, address: string): Rights => {
    const parts = parseAddress(address);
    return parts.ok ? rightsOf(grants, parts.value, clock()) : 'none';
  };
  const confirmationFor = (caller: ErasureCaller, { requestedBy }: ErasureRow): ErasureConfirmation => {
    if (!mayConfirm(caller.grants)) return null;
    if (requestedBy !== caller.account.id) return 'plain';
    return isAlone(caller) ? 'passphrase' : 'other';
  };

  const carryOut = async (rows: readonly ErasureRow[], by: string | null): Promise<Result<void, Overtaken>> => {
    const rowsByAddress = new Map<string, ErasureRow[]>();
    for (const row of rows) rowsByAddress.set(row.address, [...(rowsByAddress.get(row.address) ?? []), row]);
    for (const [address, own] of rowsByAddress) {
      const documents = addressesAbout(address).flatMap((each) => findDocument(store, each) ?? []);
      const erased = await erase({
        documents: documents.map(({ room, kind }) => ({ room, kind })),
        residents: own.map(({ row }) => row),
        erasures: own.map(({ id }) => id),
        by,
      });
      if (erased.type === 'Overtaken') return err(erased);
    }
    return ok(undefined);
  };

  return {
    listFor: (caller) => {
      const isShown = ({ address }: ErasureRow): boolean => rightsIn(caller, address) === 'write';
      return {
        open: queue
          .listOpen()
          .filter(isShown)
          .map((row) => ({ ...row, confirmation: confirmationFor(caller, row) })),
        done: queue.listDone(mostDone).filter(isShown),
      };
    },
    request: (caller, { address, residents, reason }) => {
      const parts = parseAddress(address);
      const rights = rightsIn(caller, address);
      if (!parts.ok || parts.value.kind !== 'register' || rights === 'none') return err({ type: 'NoSuchDocument' });
      if (rights === 'read') return err({ type: 'Forbidden' });
      const whole = readDocument(store, parts.value.address);
      if (!whole) return err({ type: 'NoSuchDocument' });
      const doc = new Y.Doc();
      Y.applyUpdate(doc, whole.update);
      const known = doc.getMap(residentsTable.name);
      const isThere = residents.every((each) => isRowId(each) && known.has(each));
      doc.destroy();
      if (!isThere) return err({ type: 'NoSuchResident' });
      const requestedAt = clock();
      return ok(
        queue.add(
          residents.map((row) => ({
            id: createUuid(clock),
            address,
            table: residentsTable.name,
            row,
            reason,
            requestedAt,
            requestedBy: caller.account.id,
          })),
        ),
      );
    },
    withdraw: (caller, id) => {
      const row = queue.find(id);
      const isTheirs =
        row &&
        rightsIn(caller, row.address) === 'write' &&
        (row.requestedBy === caller.account.id || mayConfirm(caller.grants));
      return isTheirs && queue.remove(id, caller.account.id) ? ok(undefined) : err({ type: 'NoSuchErasure' });
    },
    confirm: async (caller, ids, isSame) => {
      const rows = ids.map((id) => queue.find(id));
      const own = rows.filter(
        (row) => row !== null && row.doneAt === null && rightsIn(caller, row.address) === 'write',
      );
      if (own.length < ids.length) return err({ type: 'NoSuchErasure' });
      const open = own.filter((row) => row !== null);
      const needed = new Set(open.map((row) => confirmationFor(caller, row)));
      if (needed.has(null)) return err({ type: 'Forbidden' });
      if (needed.has('other')) return err({ type: 'NeedsConfirmation', by: 'other' });
      if (needed.has('passphrase')) {
        const same = await isSame();
        if (!same.ok) return same;
      }
      return carryOut(open, caller.account.id);
    },
    confirmAtDesk: async (id) => {
      const row = queue.find(id);
      return row && row.doneAt === null ? carryOut([row], null) : err({ type: 'NoSuchErasure' });
    },
  };
};
