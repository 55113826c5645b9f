import type { Address } from '@lianxi/access';
import type { Json } from '@lianxi/base';
import type { Store } from './open.ts';

/** What somebody looks for in the audit log; what is left out does not matter. */
export interface AuditQuery {
  readonly type?: string;
  readonly member?: string;
  readonly address?: string;
  /** By the server's clock, `to` exclusive (ms). */
  readonly from?: number;
  readonly to?: number;
  /** Rows before this number only. */
  readonly before?: number;
  /** Whether the demo's people look: they and real ones never meet. */
  readonly isDemo: boolean;
}

export interface AuditEntry {
  readonly seq: number;
  readonly time: number;
  readonly type: string;
  readonly member: string | null;
  /** null where it is about no document, or one that is no more. */
  readonly address: Address | null;
  readonly detail: Json;
}

export interface AuditPage {
  /** The newest first. */
  readonly entries: readonly AuditEntry[];
  /** Where to look on; null when there is nothing before. */
  readonly next: number | null;
}

/** Rows of a page, and rows that are looked at for it: what is rare must not hold up everybody else. */
const most = 50;
const lookedAt = 20_000;
/** A clock may have been set back by so much between two rows. */
const leeway = 86_400_000;

export const listAudit = ({ sqlite }: Store, query: AuditQuery): AuditPage => {
  const { before = Number.MAX_SAFE_INTEGER, from = 0, to = Number.MAX_SAFE_INTEGER } = query;
  const top = sqlite.prepare('SELECT max(seq) FROM audit WHERE seq < ?').pluck().get(before) as number | null;
  if (top === null) return { entries: [], next: null };
  const bottom = Math.max(1, top - lookedAt + 1);
  const rows = sqlite
    .prepare(
      `SELECT audit.seq AS seq, time, type, member, documents.address AS address, detail
         FROM audit LEFT JOIN documents USING (room)
        WHERE audit.seq BETWEEN @bottom AND @top AND time >= @from AND time < @to
          AND (@type IS NULL OR type = @type)
          AND (@member IS NULL OR member = @member OR json_extract(detail, '$.whom') = @member)
          AND (@address IS NULL OR documents.address = @address)
          AND (member IS NULL OR member NOT IN (SELECT id FROM members WHERE is_demo <> @isDemo))
        ORDER BY audit.seq DESC LIMIT @most`,
    )
    .all({
      bottom,
      top,
      from,
      to,
      most,
      type: query.type ?? null,
      member: query.member ?? null,
      address: query.address ?? null,
      isDemo: query.isDemo ? 1 : 0,
    }) as readonly (Omit<AuditEntry, 'detail'> & { readonly detail: string })[];
  const entries = rows.map((row) => ({ ...row, detail: JSON.parse(row.detail) as Json }));
  const reached = entries.length === most ? (entries.at(-1)?.seq ?? bottom) : bottom;
  const oldest = sqlite.prepare('SELECT time FROM audit WHERE seq >= ? ORDER BY seq LIMIT 1').pluck().get(reached);
  const isDone = reached <= 1 || (oldest as number) < from - leeway;
  return { entries, next: isDone ? null : reached };
};
