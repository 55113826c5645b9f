import { err, ok, type Result } from '@lianxi/base';
import { explainStartError } from './explain.ts';
import { faultOf } from './fault.ts';
import { type House, openHouse } from './house.ts';
import { createLogger, type Logger } from './logger/index.ts';
import { readSettings, type Settings } from './settings.ts';
import { stopWith } from './stop.ts';
import { version } from './version.ts';

/** Opens the house as the environment says; the error is the line that a person reads. */
export const openFromEnvironment = async (
  env: NodeJS.ProcessEnv,
  cwd: string,
): Promise<Result<{ readonly house: House; readonly settings: Settings; readonly log: Logger }, string>> => {
  const settings = readSettings(env, cwd);
  if (!settings.ok) return err(explainStartError(settings.error));
  const log = createLogger(settings.value.logFormat);
  const house = await openHouse({ ...settings.value, log });
  return house.ok ? ok({ house: house.value, settings: settings.value, log }) : err(explainStartError(house.error));
};

/** `npm start`, `lianxi start`: opens the house, says where it is, and closes it when told. */
export const start = async (): Promise<void> => {
  const isJson = process.env.LIANXI_LOG === 'json';
  const opened = await openFromEnvironment(process.env, process.cwd()).catch((cause: unknown) => {
    createLogger(isJson ? 'json' : 'text')({ type: 'Crashed', cause: faultOf(cause) });
    process.exit(1);
  });
  if (!opened.ok) {
    if (isJson) createLogger('json')({ type: 'NotStarted', cause: opened.error });
    else console.error(opened.error);
    process.exit(1);
  }
  const { house, settings, log } = opened.value;
  // Before the address is said: whoever waits for it may ask for the stop right then.
  stopWith(house, settings.parent, log);
  log({ type: 'Started', version, addresses: house.addresses });
  console.log(`联席 Lianxi ${version}`);
  for (const address of house.addresses) console.log(`  地址 Address  ${address}`);
  console.log(`  数据 Data     ${settings.dataFolder}`);
  const code = house.identity.firstRunCode();
  if (code) {
    console.log(`  首次使用码 First-run code  ${code}`);
    console.log('  打开上面的地址，用它建立第一个账号。Open the address above and make the first account with it.');
  }
  if (!settings.certificate && !/^(127\.|localhost$|::1$)/.test(settings.host)) {
    console.log(
      '  注意：局域网上的连接没有加密，请给它证书，或在前面放一个 HTTPS 代理（docs/guide/administration.zh-CN.md）。',
    );
    console.log(
      '  Note: connections from the network are not encrypted; give the server a certificate, or put an HTTPS proxy before it.',
    );
  }
};
