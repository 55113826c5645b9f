import { ok } from '@lianxi/base';
import { judgeAttachment } from '../attachments/rules.ts';
import { attachmentsSchema, signInSheet } from '../attachments/schema.ts';
import type { KindRules, Write } from '../kind.ts';
import { isRowBase } from '../table/index.ts';
import { createTableRules, violation } from '../table-rules.ts';
import { judgeHall, rememberedByHall } from './hall/rules.ts';
import { allMinutesTables } from './hall/vote-schema.ts';
import { agendaSchema } from './schema.ts';
import { signingSchema } from './signing.ts';
import { isTextContainer } from './text.ts';
import { mayStandInText } from './text-rules.ts';

const tableRules = createTableRules(allMinutesTables, (write) =>
  !isTextContainer(write.container) ? undefined : write.key === null ? ok(undefined) : violation(write, 'unknown-text'),
);

/**
 * What the relay accepts in a meeting: well-formed entries of its tables, rich text under `text/<topic id>`, and from
 * nobody but itself what makes a meeting official.
 */
export const minutesRules: KindRules = {
  mayWrite: (write) => {
    if (write.writer.isServer) return tableRules.mayWrite(write);
    if (saysSigned(write) || write.container === signingSchema.name) return violation(write, 'signing-is-the-relays');
    const judged = tableRules.mayWrite(write);
    if (!judged.ok) return judged;
    return write.container === attachmentsSchema.name ? judgeFile(write) : judgeHall(write);
  },
  mayDelete: isTextContainer,
  mayHoldText: mayStandInText,
  remembered: [...rememberedByHall, agendaSchema.name, attachmentsSchema.name],
};

/** Beside a topic by anybody who writes here; the signed sheet by whoever holds the meeting, who also tidies up. */
const judgeFile = (write: Write) => {
  const isHost = write.writer.holdsMeetings ?? write.writer.isCommittee;
  return judgeAttachment(write, {
    mayAttach: ({ about }) =>
      about === signInSheet
        ? isHost
        : typeof about === 'string' && isRowBase(write.standing?.(agendaSchema.name, about)),
    mayTidy: isHost,
  });
};

const saysSigned = ({ container, key, value }: Write): boolean =>
  container === 'header' && (key?.startsWith('self/state') ?? false) && Array.isArray(value) && value[0] === 'signed';
