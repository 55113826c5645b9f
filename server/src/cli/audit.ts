import { verifyAudit } from '../store/index.ts';
import { explainAuditProblem } from './audit-problem.ts';
import { atDesk, type Outcome, said } from './desk.ts';
import type { Io } from './io.ts';
import { misused, toJson } from './outcome.ts';

/** Recomputes the audit log's chain. `noted`: a head that was printed earlier and must stand in it. */
export const verify = (io: Io, noted: string | undefined, { json = false }: { json?: boolean }): Promise<Outcome> =>
  atDesk(io, ({ store }) => {
    if (noted !== undefined && !/^[0-9a-f]{64}$/.test(noted)) {
      return misused(
        `“${noted}” 不是链首：应为 64 位十六进制小写。`,
        `“${noted}” is no head; a head is 64 lower-case hex digits.`,
      );
    }
    const { entries, head, problem } = verifyAudit(store, noted);
    const problems = problem ? [problem] : [];
    if (problem) {
      if (json) io.out(`${toJson({ entries, head, problems })}\n`);
      return { ok: false, error: { exit: 1, line: explainAuditProblem(problem) } };
    }
    if (json) return said(toJson({ entries, head, problems }));
    return said(`✓ 审计记录 ${entries} 条，链完整。 ${entries} audit rows: the chain holds.\n${head.hash}`);
  });
