import { explainStartError } from './explain.ts';
import { openHouse } from './house.ts';
import { readSettings } from './settings.ts';
import { stopWith } from './stop.ts';
import { version } from './version.ts';

/** `npm start`, `lianxi start`: reads the settings, opens the house, says where it is, and closes it when told. */
const fail = (line: string): never => {
  console.error(line);
  process.exit(1);
};

export const start = async (): Promise<void> => {
  const settings = readSettings(process.env, process.cwd());
  if (!settings.ok) return fail(explainStartError(settings.error));
  const opened = await openHouse(settings.value);
  if (!opened.ok) return fail(explainStartError(opened.error));
  const house = opened.value;
  const { host, dataFolder, parent } = settings.value;

  console.log(`联席 Lianxi ${version}`);
  for (const address of house.addresses) console.log(`  地址 Address          ${address}`);
  console.log(`  数据 Data             ${dataFolder}`);
  const code = house.identity.firstRunCode();
  if (code) {
    console.log(`  首次使用码 First-run code  ${code}`);
    console.log('  打开上面的地址，用它建立第一个账号。Open the address above and make the first account with it.');
  }
  if (!/^(127\.|localhost$|::1$)/.test(host)) {
    console.log('  注意：局域网上的连接没有加密，请在前面放一个 HTTPS 代理（docs/guide/administration.md）。');
    console.log('  Note: connections from the network are not encrypted; put an HTTPS proxy before this server.');
  }
  stopWith(house, parent);
};

if (import.meta.main) await start();
