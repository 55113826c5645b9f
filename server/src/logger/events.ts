/**
 * Everything that the running server has to say to whoever runs it. No personal data: no names, no titles, no words that
 * somebody typed; documents as `loggedAddress` names them, causes as `faultOf` says them.
 */
export type LogEvent =
  | { readonly type: 'Started'; readonly version: string; readonly addresses: readonly string[] }
  /** `cause`: the line that a person reads (`explain.ts`). */
  | { readonly type: 'NotStarted'; readonly cause: string }
  /** A commit was not taken (full disk, a file held by somebody): nothing was acknowledged; the next one may be. */
  | { readonly type: 'NotStored'; readonly cause: string }
  /** The disk failed in the middle of writing: nothing that it says can be believed, the process ends. */
  | { readonly type: 'DiskFailed'; readonly cause: string }
  | { readonly type: 'CompactionUnsound'; readonly address: string; readonly cause: string }
  /** A stored row that no document can be built with; who wrote it stands in the audit log. */
  | { readonly type: 'Quarantined'; readonly address: string; readonly seq: number; readonly cause: string }
  /** A stored row builds on something that is nowhere, or cannot be read; the room goes on without it. */
  | { readonly type: 'RowUnfit'; readonly address: string; readonly seq: number }
  | { readonly type: 'CompactionFailed'; readonly address: string; readonly cause: string }
  /** Who came back to a document was sent all of it instead of what they lacked. */
  | { readonly type: 'DifferenceFailed'; readonly address: string; readonly cause: string }
  /** A renewed certificate does not fit its key, or cannot be read: the one before goes on. */
  | { readonly type: 'CertificateUnusable'; readonly cause: string }
  /** The group's robot did not take a message. Nothing of its address. */
  | { readonly type: 'RobotFailed'; readonly cause: string }
  | { readonly type: 'UpgradeFailed'; readonly cause: string }
  /** `route` as it was declared, without what stood in its place. */
  | { readonly type: 'RequestFailed'; readonly method: string; readonly route: string; readonly cause: string }
  | { readonly type: 'Crashed'; readonly cause: string }
  | { readonly type: 'StopCutShort' }
  | { readonly type: 'Stopping'; readonly sockets: number }
  | { readonly type: 'Stopped' };

export type Level = 'info' | 'warning' | 'error';

export const levelOf = ({ type }: LogEvent): Level => {
  switch (type) {
    case 'Started':
    case 'Stopping':
    case 'Stopped':
      return 'info';
    case 'NotStored':
    case 'CompactionUnsound':
    case 'Quarantined':
    case 'RowUnfit':
    case 'CompactionFailed':
    case 'DifferenceFailed':
    case 'CertificateUnusable':
    case 'UpgradeFailed':
    case 'RobotFailed':
      return 'warning';
    case 'NotStarted':
    case 'DiskFailed':
    case 'RequestFailed':
    case 'Crashed':
    case 'StopCutShort':
      return 'error';
  }
};

/** What happened, what is safe, what to do. */
export const wordsOf = (event: LogEvent): readonly [chinese: string, english: string] => {
  switch (event.type) {
    case 'Started':
      return [`联席 ${event.version} 已启动。`, `Lianxi ${event.version} has started.`];
    case 'NotStarted':
      return ['没有启动。', event.cause];
    case 'NotStored':
      return [
        `没能写入磁盘（${event.cause}）：没有确认，也没有转发；大家的改动留在各自的设备上，会再次送来。请检查磁盘空间。`,
        `Not stored (${event.cause}): nothing was confirmed or passed on; people's changes stay on their devices and will be sent again. Check the disk's space.`,
      ];
    case 'DiskFailed':
      return [
        `磁盘出错（${event.cause}）：已停止服务。确认过的内容都已写入；没有确认的留在各自的设备上。请先检查磁盘，再启动，然后运行 lianxi check。`,
        `The disk failed (${event.cause}): the server has stopped. What was confirmed had been written; the rest stays on people's devices. Check the disk, start again, then run lianxi check.`,
      ];
    case 'CompactionUnsound':
      return [
        `${event.address} 的历史不能合并（${event.cause}），照原样保留；请运行 lianxi check。`,
        `The history of ${event.address} cannot be folded (${event.cause}) and stays as it is; run lianxi check.`,
      ];
    case 'Quarantined':
      return [
        `${event.address} 的第 ${event.seq} 条改动读不出来（${event.cause}），已单独存放，其余照常；作者见拒绝记录。`,
        `Change ${event.seq} of ${event.address} cannot be read (${event.cause}) and was put apart; the rest goes on. Its author is in the audit log.`,
      ];
    case 'RowUnfit':
      return [
        `${event.address} 的第 ${event.seq} 条改动缺少它所依据的内容，先放在一边，其余照常；请运行 lianxi check。`,
        `Change ${event.seq} of ${event.address} builds on something that is not there; it is left aside for now and the rest goes on. Run lianxi check.`,
      ];
    case 'CompactionFailed':
      return [
        `${event.address} 的历史这次没有合并（${event.cause}），以后再试。`,
        `The history of ${event.address} was not folded this time (${event.cause}); it will be tried again.`,
      ];
    case 'DifferenceFailed':
      return [
        `没能算出 ${event.address} 里缺少的部分（${event.cause}），已改为送去全文。`,
        `What was lacking of ${event.address} could not be cut out (${event.cause}); all of it was sent instead.`,
      ];
    case 'CertificateUnusable':
      return [
        `新的证书不能用（${event.cause}），仍用原来的。`,
        `The new certificate cannot be used (${event.cause}); the one before goes on.`,
      ];
    case 'RobotFailed':
      return [
        `群机器人没有收下提醒（${event.cause}）；请在设置里检查它的地址。`,
        `The group's robot did not take a reminder (${event.cause}); check its address in the settings.`,
      ];
    case 'UpgradeFailed':
      return [`一个连接没能建立（${event.cause}）。`, `A connection could not be made (${event.cause}).`];
    case 'RequestFailed':
      return [
        `${event.method} ${event.route} 出错（${event.cause}）。`,
        `${event.method} ${event.route} failed (${event.cause}).`,
      ];
    case 'Crashed':
      return [
        `程序出错，已停止（${event.cause}）；确认过的内容都已写入。`,
        `The program failed and has stopped (${event.cause}); what was confirmed has been written.`,
      ];
    case 'StopCutShort':
      return ['没能按时停好，强制结束；已确认的内容都已写入。', 'Did not stop in time; what was confirmed is on disk.'];
    case 'Stopping':
      return [
        `正在停止，${event.sockets} 个连接会稍后重来。`,
        `Stopping; ${event.sockets} connections will come back.`,
      ];
    case 'Stopped':
      return ['已停止。', 'Stopped.'];
  }
};
