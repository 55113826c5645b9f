import { roles } from '@lianxi/access';
import { Command } from 'commander';
import { version } from '../version.ts';
import type { Outcome } from './desk.ts';
import type { DocumentOptions } from './document.ts';
import type { InviteOptions } from './invite.ts';
import type { Io } from './io.ts';
import type { TokenOptions } from './token.ts';
import type { AddOptions, RoleOptions } from './user.ts';

/**
 * The whole command line. Each action returns its outcome, which `report` writes. What a command needs is loaded when it is
 * called: help and mistakes are answered without opening a database.
 */
export const createProgram = (io: Io, report: (outcome: Outcome) => void): Command => {
  const program = new Command('lianxi')
    .description(
      '联席 Lianxi：在数据文件夹（LIANXI_DATA）上工作，服务运行时也可以用。\nWorks on the data folder (LIANXI_DATA), also while the server runs.',
    )
    .version(version)
    .exitOverride()
    .configureOutput({ writeOut: io.out, writeErr: io.note })
    .configureHelp({ showGlobalOptions: false })
    .showHelpAfterError('（用 --help 查看用法 see --help）');
  const examples = (...lines: readonly string[]) => `\n例 Examples:\n${lines.map((line) => `  ${line}`).join('\n')}`;
  const run =
    <A extends unknown[]>(action: (...args: A) => Outcome | Promise<Outcome>) =>
    async (...args: A) =>
      report(await action(...args));

  program
    .command('start')
    .description('启动服务 start the server')
    .addHelpText('after', examples('lianxi start', 'LIANXI_HOST=0.0.0.0 LIANXI_PORT=8080 lianxi start'))
    .action(async () => (await import('../start.ts')).start());

  const user = program.command('user').description('人员 people');
  user
    .command('add <name>')
    .description('新增账号，印出编号 add an account; prints its id')
    .requiredOption('--role <role>', roles.join(' | '))
    .option('--scope <scope>', '范围或一份文档的地址 a scope, or one document’s address')
    .option('--post <post>', '职务 what the person is called, e.g. 社区书记')
    .option('--passphrase-stdin', '从标准输入读口令（第一行）read the passphrase from standard input (first line)')
    .addHelpText(
      'after',
      examples(
        'printf \'%s\\n\' "$PASSPHRASE" | lianxi user add 示例甲 --role committee --passphrase-stdin',
        'lianxi user add 示例乙 --role branch --scope wutongli --passphrase-stdin < passphrase.txt',
        'lianxi user add 示例丙 --role unit --scope unit-linxi --passphrase-stdin < passphrase.txt',
      ),
    )
    .action(run(async (name: string, options: AddOptions) => (await import('./user.ts')).addUser(io, name, options)));
  user
    .command('list')
    .description('列出账号、角色和范围 list accounts with their roles and scopes')
    .option('--json', 'JSON')
    .addHelpText('after', examples('lianxi user list', 'lianxi user list --json'))
    .action(run(async (options: { json?: boolean }) => (await import('./user.ts')).listUsers(io, options)));
  user
    .command('passphrase <user>')
    .description('更换口令，并让其浏览器退出登录 give another passphrase; browsers are signed out')
    .option('--passphrase-stdin', '从标准输入读口令（第一行）read the passphrase from standard input (first line)')
    .addHelpText('after', examples('lianxi user passphrase 示例甲 --passphrase-stdin < passphrase.txt'))
    .action(
      run(async (name: string, options: { passphraseStdin?: boolean }) =>
        (await import('./user.ts')).changePassphrase(io, name, options),
      ),
    );
  user
    .command('role <user> [role]')
    .description('更换角色；已打开的连接一秒内生效 replace the role; open connections follow within a second')
    .option('--role <role>', '同上 the same as the argument')
    .option('--scope <scope>', '范围或一份文档的地址 a scope, or one document’s address')
    .option('--add', '在原有角色之外增加 beside the roles held now')
    .option('--remove', '只收回这一角色 take this role away')
    .option('--none', '收回全部角色 take all roles away')
    .option('--from <day>', '任期第一天，如 2026-01-01 the term’s first day')
    .option('--to <day>', '任期最后一天 the term’s last day')
    .addHelpText(
      'after',
      examples(
        'lianxi user role 示例乙 grid --scope wutongli.g3',
        'lianxi user role 示例丙 guest --scope minutes/joint/ID --add',
        'lianxi user role 示例乙 branch --scope wutongli --from 2026-01-01 --to 2028-12-31',
        'lianxi user role 示例丙 --none',
      ),
    )
    .action(
      run(async (name: string, role: string | undefined, options: RoleOptions) =>
        (await import('./user.ts')).changeRole(io, name, role, options),
      ),
    );

  program
    .command('invite')
    .description(
      '邀请一个人，印出口述码和链接的路径；72 小时内用一次 invite somebody; prints the spoken code and the link’s path; holds once, for 72 hours',
    )
    .option('--role <role>', roles.join(' | '))
    .option('--scope <scope>', '范围或一份文档的地址 a scope, or one document’s address')
    .option('--name <name>', '给谁 whom it is for')
    .option('--post <post>', '职务 what the person is called')
    .option('--from <day>', '任期第一天 the term’s first day')
    .option('--to <day>', '任期最后一天 the term’s last day')
    .option('--recovers <user>', '让此人重设口令，回到原来的账号 give this person’s account back instead')
    .option('--json', 'JSON')
    .addHelpText(
      'after',
      examples(
        'lianxi invite --role grid --scope wutongli.g3 --name 示例丁 --post 网格员',
        'lianxi invite --recovers 示例乙 --json',
      ),
    )
    .action(run(async (options: InviteOptions) => (await import('./invite.ts')).invite(io, options)));

  const device = program.command('device').description('设备 devices');
  device
    .command('list')
    .description('列出设备和最后联系的日子 list devices with their last contact')
    .option('--user <user>', '姓名或编号 name or id')
    .option('--json', 'JSON')
    .addHelpText('after', examples('lianxi device list --user 示例甲'))
    .action(
      run(async (options: { user?: string; json?: boolean }) => (await import('./device.ts')).listDevices(io, options)),
    );
  device
    .command('revoke <device>')
    .description('收回设备：一秒内断开，下次联系时清除 revoke: cut off within a second, wiped on its next contact')
    .addHelpText('after', examples('lianxi device revoke 0198f3a2-7c41-7d20-9b1e-5f0a2c6d8e11'))
    .action(run(async (id: string) => (await import('./device.ts')).revokeDevice(io, id)));
  device
    .command('lease [days]')
    .description(
      '设备多少天没有联系就不再打开居民资料（1–90，默认 7） days without contact after which a device opens no residents',
    )
    .addHelpText('after', examples('lianxi device lease', 'lianxi device lease 3'))
    .action(run(async (days: string | undefined) => (await import('./device.ts')).lease(io, days)));

  const token = program.command('token').description('程序用的令牌 tokens for programs');
  token
    .command('create')
    .description('新建令牌，只印出令牌本身 make a token; prints it alone')
    .requiredOption('--user <user>', '姓名或编号 name or id')
    .option('--label <label>', '用途 what it is for')
    .option('--days <days>', '有效天数（默认直到收回）days it holds (default: until revoked)')
    .addHelpText('after', examples('TOKEN=$(lianxi token create --user 示例甲 --label 大屏)'))
    .action(run(async (options: TokenOptions) => (await import('./token.ts')).createToken(io, options)));
  token
    .command('list')
    .description('列出令牌 list tokens')
    .option('--json', 'JSON')
    .addHelpText('after', examples('lianxi token list'))
    .action(run(async (options: { json?: boolean }) => (await import('./token.ts')).listTokens(io, options)));
  token
    .command('revoke <token>')
    .description(
      '收回令牌（令牌本身、列表中的编号，或 - 从标准输入读）revoke by token, by listed id, or - for standard input',
    )
    .addHelpText(
      'after',
      examples('lianxi token revoke 3f9a0c12be77', 'printf \'%s\\n\' "$TOKEN" | lianxi token revoke -'),
    )
    .action(run(async (input: string) => (await import('./token.ts')).revokeToken(io, input)));

  program
    .command('rights')
    .description('权限 rights')
    .command('export')
    .description(
      '印出权限表和全部授权，次序固定，可以比较 print the table and all grants, in one order, to be compared',
    )
    .option('--json', 'JSON')
    .addHelpText('after', examples('lianxi rights export > 权限.txt', 'lianxi rights export | diff 权限.txt -'))
    .action(run(async (options: { json?: boolean }) => (await import('./rights.ts')).printRights(io, options)));

  const document = program.command('document').description('文档 documents');
  document
    .command('create <kind>')
    .description('新建文档，只印出地址 make a document; prints its address alone')
    .option(
      '--scope <scope>',
      '范围（默认 minutes、ledger 为 joint，其余 community）scope (default joint for minutes and ledger, else community)',
    )
    .option('--title <title>', '标题 title')
    .option('--id <id>', '编号 id (default: a UUIDv7)')
    .addHelpText(
      'after',
      examples(
        'lianxi document create minutes --title 第三次联席会议',
        'lianxi document create register --scope wutongli.g3 --title 三网格',
        'lianxi document create open --scope community --title 大屏',
      ),
    )
    .action(
      run(async (kind: string, options: DocumentOptions) =>
        (await import('./document.ts')).makeDocument(io, kind, options),
      ),
    );
  document
    .command('list')
    .description('列出文档 list documents')
    .option('--json', 'JSON')
    .addHelpText('after', examples('lianxi document list --json'))
    .action(run(async (options: { json?: boolean }) => (await import('./document.ts')).listAllDocuments(io, options)));
  document
    .command('export <address>')
    .description('以 JSON 输出整份文档 print a whole document as JSON')
    .option('--json', 'JSON（唯一的格式 the only format）')
    .addHelpText('after', examples('lianxi document export directory/community/main --json'))
    .action(run(async (address: string) => (await import('./document.ts')).exportDocument(io, address)));
  document
    .command('seal <address>')
    .description('签发会议纪要，此后不再接收任何改动 sign off a meeting’s minutes; nothing is taken there any more')
    .requiredOption('--by <user>', '作出决定的人，社区党委的 who decided it, of the committee')
    .addHelpText(
      'after',
      `
签发是社区党委的决定，不能撤回：
  · 从这一刻起，这份纪要谁也不能再改，管理员也不能；更正只能作为编号的补充。
  · 期号按会议类型和年度依次编排，议定事项转入督办。
  · 打开着的设备一秒内得到通知；还没有送到的改动会被退回，文字留在各自的设备上。
  · 谁决定的、在哪一条改动之后，记入审计记录。
Signing off is the committee’s decision and cannot be taken back:
  · From now on nobody changes these minutes, administrators neither; what was wrong is put right by a numbered addendum.
  · The number follows the last one of its kind and year; what was resolved goes under follow-up.
  · Open devices are told within a second; changes that have not arrived are refused, and their text stays on the devices.
  · Who decided it, and after which change, is written in the audit log.
${examples('lianxi document seal minutes/joint/ID --by 示例甲')}`,
    )
    .action(
      run(async (address: string, options: { by: string }) =>
        (await import('./document.ts')).sealMinutes(io, address, options),
      ),
    );
  document
    .command('forget <address>')
    .description('清除会议纪要的历史版本 take away the earlier versions of minutes')
    .addHelpText(
      'after',
      `
纪要里误写、不该留下的内容，先在会议里删掉，再用这个命令；现在的内容不变，此前的版本不能再找回。
数据文件随即重写。更早的备份里还有。
What stands in minutes by mistake is deleted in the meeting first; what stands there now stays, versions from before are gone for good.
The file is written anew. Earlier backups still have them.
${examples('lianxi document forget minutes/joint/ID')}`,
    )
    .action(run(async (address: string) => (await import('./history.ts')).forgetVersions(io, address)));
  document
    .command('verify <address>')
    .description('重新计算已签发的纪要和更正补充 recompute signed minutes and what was added to them')
    .addHelpText('after', examples('lianxi document verify minutes/joint/ID'))
    .action(run(async (address: string) => (await import('./document.ts')).verifyDocument(io, address)));

  program
    .command('register')
    .description('居民台账 resident registers')
    .command('read <file>')
    .description('读取 .xlsx、.xls 或 .csv，不写入 read a workbook; writes nothing')
    .option('--json', 'JSON（唯一的格式 the only format）')
    .addHelpText('after', examples('lianxi register read 台账.xlsx --json'))
    .action(run(async (file: string) => (await import('./register.ts')).readRegisterFile(io, file)));

  const ledger = program.command('ledger').description('项目台账的账 the books of the projects’ ledgers');
  ledger
    .command('trial')
    .description('试算表：承诺、到位、使用、结余 trial balance')
    .option('--until <day>', '截至哪一天，含当天（默认全部）up to and with this day (default: all)')
    .option('--json', 'JSON')
    .addHelpText('after', examples('lianxi ledger trial', 'lianxi ledger trial --until 2026-10-31 --json'))
    .action(
      run(async (options: { until?: string; json?: boolean }) => (await import('./ledger.ts')).printTrial(io, options)),
    );
  ledger
    .command('head [address]')
    .description('链首的哈希：全部台账的，或一本的 the chain’s head, of all ledgers or of one')
    .option('--json', 'JSON')
    .addHelpText('after', examples('lianxi ledger head', 'lianxi ledger head ledger/joint/ID'))
    .action(
      run(async (address: string | undefined, options: { json?: boolean }) =>
        (await import('./ledger.ts')).printHead(io, address, options),
      ),
    );
  ledger
    .command('verify')
    .description(
      '全部重算：链、合计、结账、文档里的结果；不符时指出第一笔 recompute everything; names the first bad row',
    )
    .option('--json', 'JSON')
    .addHelpText('after', examples('lianxi ledger verify'))
    .action(run(async (options: { json?: boolean }) => (await import('./ledger.ts')).verify(io, options)));
  ledger
    .command('close')
    .description('结账：此后不再收这一天及以前的账目 close a period; nothing dated in it is posted from then on')
    .requiredOption('--until <day>', '最后一天，如 2026-10-31 the last day, e.g. 2026-10-31')
    .option('--by <user>', '谁结的账 who closes it')
    .option('--json', 'JSON')
    .addHelpText('after', examples('lianxi ledger close --until 2026-10-31 --by 示例甲'))
    .action(
      run(async (options: { until: string; by?: string; json?: boolean }) =>
        (await import('./ledger.ts')).closeBooks(io, options),
      ),
    );
  ledger
    .command('limit [measure] [quantity]')
    .description('从多少起要审批；不写则列出 from which quantity on entries need approval; without arguments: list')
    .option('--json', 'JSON')
    .addHelpText(
      'after',
      examples('lianxi ledger limit', 'lianxi ledger limit yuan 5000', 'lianxi ledger limit yuan none'),
    )
    .action(
      run(async (measure: string | undefined, quantity: string | undefined, options: { json?: boolean }) =>
        (await import('./ledger.ts')).setLimit(io, measure, quantity, options),
      ),
    );
  ledger
    .command('waiting')
    .description('等审批的账目 entries that wait for approval')
    .option('--json', 'JSON')
    .addHelpText('after', examples('lianxi ledger waiting'))
    .action(run(async (options: { json?: boolean }) => (await import('./ledger.ts')).printWaiting(io, options)));
  ledger
    .command('approve <address> <entry>')
    .description('批准一笔，随即入账 approve an entry; it is posted at once')
    .requiredOption('--by <user>', '社区党委的人，不是提交人 somebody of the committee who did not enter it')
    .addHelpText('after', examples('lianxi ledger approve ledger/joint/ID ENTRY --by 示例甲'))
    .action(
      run(async (address: string, entry: string, { by }: { by: string }) =>
        (await import('./ledger.ts')).decideEntry(io, address, entry, { by, isApproved: true }),
      ),
    );
  ledger
    .command('decline <address> <entry>')
    .description('退回一笔 decline an entry')
    .requiredOption('--by <user>', '社区党委的人，不是提交人 somebody of the committee who did not enter it')
    .addHelpText('after', examples('lianxi ledger decline ledger/joint/ID ENTRY --by 示例甲'))
    .action(
      run(async (address: string, entry: string, { by }: { by: string }) =>
        (await import('./ledger.ts')).decideEntry(io, address, entry, { by, isApproved: false }),
      ),
    );
  ledger
    .command('post')
    .description('补记还没有结果的账目（启动时自动做）post what has no outcome yet (a start does this by itself)')
    .addHelpText('after', examples('lianxi ledger post'))
    .action(run(async () => (await import('./ledger.ts')).settle(io)));

  const audit = program
    .command('audit')
    .description(
      '审计记录：谁看过、导出过、改过权限，只增不改 the audit log: who looked, exported, changed rights; append-only',
    );
  audit
    .command('verify [head]')
    .description(
      '重算整条链；不符时指出第一条。可给出以前记下的链首 recompute the chain; names the first bad row. With a head noted earlier: it must be in it',
    )
    .option('--json', 'JSON')
    .addHelpText('after', examples('lianxi audit verify', 'lianxi audit verify --json', 'lianxi audit verify HEAD'))
    .action(
      run(async (head: string | undefined, options: { json?: boolean }) =>
        (await import('./audit.ts')).verify(io, head, options),
      ),
    );

  const demo = program.command('demo').description('示例社区 the demo community');
  demo
    .command('create')
    .description('建立示例社区，人和事都是编的 make the demo community; everybody in it is made up')
    .action(run(async () => (await import('./demo.ts')).makeDemo(io)));
  demo
    .command('remove')
    .description('删除示例社区的全部数据 remove all that belongs to it')
    .action(run(async () => (await import('./demo.ts')).dropDemo(io)));

  program
    .command('backup <file>')
    .description('把全部数据备份成一个文件，并检查 copy all data into one file, and check it')
    .addHelpText('after', examples('lianxi backup /mnt/usb/lianxi-2026-11-21.sqlite'))
    .action(run(async (file: string) => (await import('./backup.ts')).backUpTo(io, file)));

  program
    .command('restore <file>')
    .description(
      '检查备份，再用它换掉现有数据（先停下服务） check a backup, then put it in the place of the present data (stop the server first)',
    )
    .option(
      '--erasures <file>',
      '另一份更新的备份：其中已删除的居民也从这份里删去 a later backup: whoever is erased there is taken out of this one too',
    )
    .addHelpText('after', examples('lianxi restore /mnt/usb/lianxi-2026-11-21.sqlite'))
    .action(
      run(async (file: string, options: { erasures?: string }) =>
        (await import('./restore.ts')).restore(io, file, options),
      ),
    );

  const erasure = program.command('erasure').description('删除居民的记录 erasing residents’ records');
  erasure
    .command('list')
    .description('待删除的和已删除的，只有编号 what waits and what is done, by numbers alone')
    .option('--json', 'JSON')
    .addHelpText('after', examples('lianxi erasure list', 'lianxi erasure list --json'))
    .action(run(async (options: { json?: boolean }) => (await import('./erasure.ts')).listErasures(io, options)));
  erasure
    .command('confirm <id>')
    .description('确认删除，不能撤销；服务运行时也可以 erase for good; also while the server runs')
    .addHelpText('after', examples('lianxi erasure confirm ID'))
    .action(run(async (id: string) => (await import('./erasure.ts')).confirmErasure(io, id)));
  erasure
    .command('withdraw <id>')
    .description('撤回申请 take a request out of the queue')
    .addHelpText('after', examples('lianxi erasure withdraw ID'))
    .action(run(async (id: string) => (await import('./erasure.ts')).withdrawErasure(io, id)));
  erasure
    .command('clean <file>')
    .description('从一份备份里删去此后已删除的居民 take whoever was erased since out of a backup')
    .addHelpText('after', examples('lianxi erasure clean /mnt/usb/lianxi-2026-11-21.sqlite'))
    .action(run(async (file: string) => (await import('./erasure.ts')).cleanBackup(io, file)));
  program
    .command('check [file]')
    .description('检查全部数据（或一个备份），不改动；服务运行时也可以 check all data, or a backup; changes nothing')
    .option('--json', 'JSON')
    .addHelpText('after', examples('lianxi check', 'lianxi check /mnt/usb/lianxi-2026-11-21.sqlite --json'))
    .action(
      run(async (file: string | undefined, options: { json?: boolean }) =>
        (await import('./check.ts')).checkData(io, file, options),
      ),
    );

  return program;
};
