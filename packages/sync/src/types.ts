import type { Awareness } from 'y-protocols/awareness';
import type * as Y from 'yjs';

/** What a person may do with a document, as the relay last said it. */
export type Rights = 'none' | 'read' | 'write';

/** Why nothing may be written now. */
export type ReadOnlyReason =
  /** It is sealed, and the device is locked. */
  | 'locked'
  /** The disk has not been read yet. */
  | 'loading'
  /** There is no copy on this device and no connection to fetch one. */
  | 'absent'
  /** This person may read only. */
  | 'rights'
  /** A change was refused: the document is being fetched anew, and what is permitted is carried over. */
  | 'renewing'
  /** Signed off; frozen for everyone. */
  | 'sealed'
  /** Made by a newer version of the app, which knows things that this one would drop. */
  | 'newer-version'
  /** This person may no longer see the document. */
  | 'gone'
  /** The session has ended; what is written stays here until somebody signs in again. */
  | 'signed-out';

export interface DocumentState {
  /** Counts how often the document was thrown away and fetched anew; `doc` is another one after each. */
  readonly generation: number;
  /** `failing`: changes live in memory only until the disk comes back. */
  readonly disk: 'loading' | 'loaded' | 'failing';
  readonly connection: 'offline' | 'connecting' | 'connected';
  /** Whether everything that the relay had at the moment of connecting is here. */
  readonly isSynced: boolean;
  /** Whether there is anything to show: read from disk, fetched, or begun here. */
  readonly hasCopy: boolean;
  readonly readOnly: ReadOnlyReason | null;
  /** Something written here is still on its way to this device's own disk. */
  readonly isStoring: boolean;
  readonly sealedAt: number | null;
}

/** A change that the relay did not take. It stays until the person puts it away. */
export interface Refusal {
  readonly id: string;
  readonly reason: string;
  readonly detail: string;
  readonly time: number;
  /** What was written, as text to copy. */
  readonly text: string;
  /** Detail and text are sealed, and the device is locked: they are empty here. */
  readonly isLocked?: boolean;
}

/**
 * What became of the changes made on this device; survives a restart. made = received + waiting + refused.
 * Received ones count for the day (this device's) on which the relay last confirmed any.
 */
export interface Receipt {
  readonly address: string;
  readonly made: number;
  readonly received: number;
  readonly waiting: number;
  readonly refused: readonly Refusal[];
  /** When the relay last confirmed something, by this device's clock (ms). */
  readonly receivedAt: number | null;
}

export interface OpenDocument {
  readonly address: string;
  /** The document of the present generation; ask again after each change of `state.generation`. */
  readonly doc: Y.Doc;
  readonly awareness: Awareness;
  /** The disk has been read (or has turned out not to work). */
  readonly whenLoaded: Promise<void>;
  /** The relay's state has arrived once. Never settles while offline. */
  readonly whenSynced: Promise<void>;
  readonly state: DocumentState;
  readonly rights: Rights;
  readonly receipt: Receipt;
  /** The person has seen a refusal and needs its text no longer. */
  putAway(refusalId: string): void;
  /** Calls back after any change of state, rights, receipt or generation. Returns the way to stop. */
  subscribe(listener: () => void): () => void;
  release(): void;
}

/** What the origin of a local transaction says of it: an act, a keystroke of the editor, or a note of the machine's. */
export type OriginKind = 'act' | 'typing' | 'note';

export interface DeviceOptions {
  /** Everything on this disk is kept apart by it, so that two people on one machine never mix. */
  readonly member: string;
  /** Where the relay listens: `wss://host/sync`. */
  readonly server: string;
  readonly bearer?: string;
  /** Nothing is kept on this device's disk: what is not with the relay when the window ends is lost. For a shared computer. */
  readonly isMemoryOnly?: boolean;
  readonly WebSocket?: typeof WebSocket;
  readonly clock?: () => number;
  /** How long a document stays open after its last holder has gone (ms), so that going back is immediate. */
  readonly linger?: number;
  /** The rights as far as they are known before the relay says them. */
  rights?(address: string): Rights;
  /** The newest schema version that this app may edit, by address. */
  supportedVersion(address: string): number;
  originKind(origin: unknown): OriginKind;
  /**
   * Which documents are sealed on this disk. They open only while the device is unlocked (`Device.unlock`); until then they show
   * nothing. Absent: none.
   */
  isSealed?(address: string): boolean;
  /** What a new generation of a document needs besides (e.g. keeping clashes). Returns the way to stop. */
  attach?(address: string, doc: Y.Doc): () => void;
  /**
   * The connection was lost or not made, or a document was not opened, `attempts` times in a row: the place to ask whether
   * one is still signed in.
   */
  onUnreachable?(attempts: number): void;
  /** The relay ended the session. */
  onSignedOut?(): void;
  /** The relay took rights away, or gave others. */
  onRights?(address: string, rights: Rights): void;
}

export interface DeviceReceipt {
  /** The journal has been read; before that nobody knows whether something waits here since the last time. */
  readonly isKnown: boolean;
  readonly made: number;
  readonly received: number;
  readonly waiting: number;
  readonly refused: number;
  /** How many of the waiting are in sealed documents and wait for the device to be unlocked. */
  readonly locked: number;
  readonly receivedAt: number | null;
  /** Every document with a history on this device, those that need attention first. */
  readonly documents: readonly Receipt[];
}
