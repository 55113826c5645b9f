import type { Duplex } from 'node:stream';
import type { Refusal } from './gate.ts';

export type UpgradeRefusal =
  | Refusal
  /** No such document, or none for this person: never told apart. */
  | { readonly type: 'NotFound' }
  | { readonly type: 'ProtocolMissing' }
  | { readonly type: 'Restarting' }
  | { readonly type: 'Failed' };

const statusLines: Readonly<Record<UpgradeRefusal['type'], string>> = {
  Unauthenticated: '401 Unauthorized',
  DeviceRevoked: '401 Unauthorized',
  ForbiddenOrigin: '403 Forbidden',
  ProtocolMissing: '400 Bad Request',
  NotFound: '404 Not Found',
  TooManyAttempts: '429 Too Many Requests',
  Restarting: '503 Service Unavailable',
  Failed: '500 Internal Server Error',
};

/** Answers an upgrade with a plain HTTP error and hangs up. */
export const refuseUpgrade = (
  socket: Duplex,
  refusal: UpgradeRefusal,
  headers: Readonly<Record<string, string>> = {},
): void => {
  if (socket.destroyed || !socket.writable) return;
  const body = JSON.stringify({ error: refusal });
  const lines = [
    `HTTP/1.1 ${statusLines[refusal.type]}`,
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Cache-Control: no-store',
    'Connection: close',
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
  ];
  if (refusal.type === 'TooManyAttempts') lines.push(`Retry-After: ${refusal.retryAfter}`);
  socket.end(`${lines.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy());
};
