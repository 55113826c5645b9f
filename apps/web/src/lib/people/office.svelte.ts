import { communityScope, type Grant, isCommitteeRole, isInForce } from '@lianxi/access';
import { err, ok, type Result } from '@lianxi/base';
import type { Api, ApiError, Session } from '../session/index.ts';
import {
  type Account,
  type ListedDevice,
  type MadeInvitation,
  type OpenInvitation,
  parseAccounts,
  parseDevices,
  parseInvitations,
  parseMade,
} from './facts.ts';
import { mayInvite } from './granting.ts';

export interface NewInvitation {
  readonly name: string;
  readonly post: string;
  readonly grant: Grant;
  /** The account that is given back. */
  readonly recovers?: string;
}

/** How often (ms). */
const followEvery = 15_000;

/**
 * The accounts of the community and the invitations that are open, as the relay says them to this person now. They are not
 * kept on the device: who may do what is decided with the relay, or not at all.
 */
export class Office {
  /** null: not known, or not for this person. */
  accounts: readonly Account[] | null = $state.raw(null);
  invitations: readonly OpenInvitation[] = $state.raw([]);
  /** The relay has not answered since the page was opened. */
  isUnreached = $state(false);
  readonly #api: Api;
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
    this.#api = session.api;
  }

  get now(): number {
    return this.#session.now();
  }

  get grants(): readonly Grant[] {
    return this.#session.member?.grants ?? [];
  }

  /** The demo's people are made up, and bring nobody in. */
  get mayInvite(): boolean {
    return this.#session.facts?.isDemo === false && mayInvite(this.grants, this.now);
  }

  get #isCommittee(): boolean {
    return this.grants.some((grant) => isCommitteeRole(grant.role) && isInForce(grant, this.now));
  }

  /** Whether this person runs the community's accounts: `committee-admin` on all of it. */
  get isAdmin(): boolean {
    return this.grants.some(
      (grant) => grant.role === 'committee-admin' && grant.on === communityScope && isInForce(grant, this.now),
    );
  }

  account(id: string): Account | undefined {
    return this.accounts?.find((each) => each.id === id);
  }

  /** Somebody may come in at any moment: brings it up to date as long as it is looked at. */
  readonly follow = (): (() => void) => {
    void this.refresh();
    const timer = setInterval(() => void this.refresh(), followEvery);
    return () => clearInterval(timer);
  };

  async refresh(): Promise<void> {
    if (!this.mayInvite) return;
    const [people, invitations] = await Promise.all([
      this.#isCommittee ? this.#api.get<unknown>('/api/people') : null,
      this.#api.get<unknown>('/api/invitations'),
    ]);
    this.isUnreached = !invitations.ok && invitations.error.type === 'Unreachable';
    if (people?.ok) this.accounts = parseAccounts(people.value) ?? this.accounts;
    if (invitations.ok) this.invitations = parseInvitations(invitations.value) ?? this.invitations;
  }

  async invite({ name, post, grant, recovers }: NewInvitation): Promise<Result<MadeInvitation, ApiError>> {
    const { role, on, from, to } = grant;
    const answer = await this.#api.send<unknown>('POST', '/api/invitations', {
      ...(name === '' ? {} : { name }),
      ...(post === '' ? {} : { post }),
      ...(recovers === undefined ? {} : { recovers }),
      ...(from === null ? {} : { from }),
      ...(to === null ? {} : { to }),
      role,
      on,
    });
    if (!answer.ok) return answer;
    void this.refresh();
    const made = parseMade(answer.value);
    return made ? ok(made) : err({ type: 'Unreachable' });
  }

  withdraw(id: string): Promise<Result<unknown, ApiError>> {
    return this.#act('DELETE', `/api/invitations/${id}`);
  }

  confirm(id: string, passphrase?: string): Promise<Result<unknown, ApiError>> {
    return this.#act('POST', `/api/invitations/${id}/confirm`, again(passphrase));
  }

  setGrants(id: string, grants: readonly Grant[], passphrase?: string): Promise<Result<unknown, ApiError>> {
    return this.#act('PUT', `/api/people/${id}/grants`, { grants, ...again(passphrase) });
  }

  handOver(id: string, to: string, at: number, passphrase?: string): Promise<Result<unknown, ApiError>> {
    return this.#act('POST', `/api/people/${id}/hand-over`, { to, at, ...again(passphrase) });
  }

  async devicesOf(member: string): Promise<Result<readonly ListedDevice[], ApiError>> {
    const answer = await this.#api.get<unknown>(`/api/devices?member=${encodeURIComponent(member)}`);
    if (!answer.ok) return answer;
    const devices = parseDevices(answer.value);
    return devices ? ok(devices) : err({ type: 'Unreachable' });
  }

  revokeDevice(id: string): Promise<Result<unknown, ApiError>> {
    return this.#act('POST', `/api/devices/${id}/revoke`, {});
  }

  /** Whatever was done or refused, what is shown afterwards is what the relay has. */
  async #act(method: 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<Result<unknown, ApiError>> {
    const answer = await this.#api.send<unknown>(method, path, body);
    await this.refresh();
    return answer;
  }
}

/** The passphrase that was typed once more, where it was asked for. */
const again = (passphrase: string | undefined) => (passphrase === undefined ? {} : { passphrase });
