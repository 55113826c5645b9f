import type { Statement } from '@lianxi/documents';
import { m } from '#lib/paraglide/messages.js';
import type { Member } from '#lib/session';
import { whoText } from '../exports/words.ts';

/** What a register says of itself that a community office begins: the usual words, which a person goes over. */
export const usualStatement = (member: Pick<Member, 'name' | 'post'>) =>
  ({
    purpose: m.residents_purpose_usual(),
    legalBasis: m.residents_basis_usual(),
    keepingPeriod: m.residents_keeping_usual(),
    responsible: whoText(member),
  }) satisfies Partial<Statement>;
