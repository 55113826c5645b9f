import { m } from '#lib/paraglide/messages.js';
import type { ApiError, Session } from '../session/index.ts';
import { type Invitation, parseInvitation, type Ticket } from './invitation.ts';
import { holdJoinSecret, takeJoinSecret } from './join-link.ts';

/** Where somebody is on the way in. */
export type JoinStep =
  /** Nothing is known yet but what was spoken. */
  | { readonly type: 'code'; readonly problem: string | null }
  | { readonly type: 'looking' }
  /** The host does not answer; the ticket is as good as before. */
  | { readonly type: 'unreached'; readonly ticket: Ticket }
  | { readonly type: 'invited'; readonly ticket: Ticket; readonly invitation: Invitation }
  /** The account is there and signed in. */
  | { readonly type: 'joined'; readonly invitation: Invitation };

/** The way in by an invitation. A ticket is shown to the relay in the body of a POST and nowhere else. */
export class Joining {
  step: JoinStep = $state.raw({ type: 'code', problem: null });
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
    const secret = takeJoinSecret();
    if (secret !== null) void this.look({ secret });
  }

  /** The page is about to be loaded anew, or closed: a link's secret is not in the address any more. */
  hold(): void {
    const { step } = this;
    if ((step.type === 'invited' || step.type === 'unreached') && 'secret' in step.ticket)
      holdJoinSecret(step.ticket.secret);
  }

  /** A further link was opened in this very tab. */
  takeLink(): void {
    const secret = takeJoinSecret();
    if (secret !== null && this.step.type !== 'joined') void this.look({ secret });
  }

  async look(ticket: Ticket): Promise<void> {
    this.step = { type: 'looking' };
    const answer = await this.#session.api.send<unknown>('POST', '/api/invitations/look', ticket);
    const invitation = answer.ok ? parseInvitation(answer.value) : null;
    if (invitation) this.step = { type: 'invited', ticket, invitation };
    else if (answer.ok || answer.error.type === 'Unreachable') this.step = { type: 'unreached', ticket };
    else this.step = { type: 'code', problem: joinProblem(answer.error) };
  }

  async join(name: string, passphrase: string, isShared: boolean) {
    const { step } = this;
    if (step.type !== 'invited') throw new Error(`nobody is invited: ${step.type}`);
    const entered = await this.#session.enterBy(
      '/api/invitations/accept',
      { ...step.ticket, name, passphrase },
      isShared,
    );
    if (entered.ok) this.step = { type: 'joined', invitation: step.invitation };
    else if (entered.error.type === 'Refused' && entered.error.name === 'NoSuchInvitation') {
      this.step = { type: 'code', problem: joinProblem(entered.error) };
    }
    return entered;
  }
}

const joinProblem = (error: ApiError): string => {
  if (error.type === 'Unreachable') return m.shell_problem_unreachable();
  if (error.name === 'NoSuchInvitation') return m.people_no_such_invitation();
  if (error.name === 'TooManyAttempts') {
    return m.shell_problem_attempts({ minutes: Math.max(1, Math.ceil((error.retryAfter ?? 60) / 60)) });
  }
  return m.shell_problem_other({ name: error.name });
};
