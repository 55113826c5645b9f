import type { CertificateError } from './certificate.ts';
import type { InvalidSetting } from './settings.ts';
import { databaseName, type StoreError } from './store/index.ts';

/** Why the server, or the command line, cannot begin. */
export type StartError =
  | StoreError
  | InvalidSetting
  | CertificateError
  | { readonly type: 'PortTaken'; readonly host: string; readonly port: number }
  | { readonly type: 'AddressUnusable'; readonly host: string; readonly port: number; readonly cause: string };

/** One line, in Chinese and in English: what happened, what is safe, what to do. */
export const explainStartError = (error: StartError): string => {
  const [chinese, english] = wordsOf(error);
  return `✗ ${chinese} ${english}`.replaceAll(/\s*\n\s*/g, ' ');
};

const wordsOf = (error: StartError): readonly [chinese: string, english: string] => {
  switch (error.type) {
    case 'PortTaken':
      return [
        `端口 ${error.port} 已被占用；请停掉占用它的程序，或用 LIANXI_PORT 换一个端口。`,
        `Port ${error.port} is taken; stop the program that uses it, or choose another with LIANXI_PORT.`,
      ];
    case 'AddressUnusable':
      return [
        `无法在 ${error.host}:${error.port} 上提供服务（${error.cause}）；请检查 LIANXI_HOST 和 LIANXI_PORT。`,
        `Cannot serve on ${error.host}:${error.port} (${error.cause}); check LIANXI_HOST and LIANXI_PORT.`,
      ];
    case 'InvalidSetting':
      return [
        `环境变量 ${error.name} 的值 “${error.value}” 不能用。`,
        `The environment variable ${error.name} has a value that cannot be used: “${error.value}”.`,
      ];
    case 'CertificateUnusable':
      return [
        `证书 ${error.file} 不能用（${error.cause}）；请检查 LIANXI_CERTIFICATE 和 LIANXI_KEY。`,
        `The certificate ${error.file} cannot be used (${error.cause}); check LIANXI_CERTIFICATE and LIANXI_KEY.`,
      ];
    case 'FolderUnwritable':
      return [
        `数据文件夹 ${error.folder} 不能写入（${error.cause}）；请检查权限，或用 LIANXI_DATA 换一个文件夹。`,
        `The data folder ${error.folder} cannot be written (${error.cause}); check its permissions, or choose another with LIANXI_DATA.`,
      ];
    case 'DatabaseDamaged':
      return [
        `数据库 ${error.file} 已损坏（${error.cause}）；文件没有改动，请用备份换掉 ${databaseName} 后再启动。`,
        `The database ${error.file} is damaged (${error.cause}); nothing was changed. Put a backup in the place of ${databaseName} and start again.`,
      ];
    case 'DatabaseNewer':
      return [
        `数据库 ${error.file} 来自更新的版本；没有改动，请升级本程序后再启动。`,
        `The database ${error.file} was written by a newer version; nothing was changed. Update this program and start again.`,
      ];
    case 'DatabaseForeign':
      return [
        `${error.file} 是别的程序的数据库；没有改动，请用 LIANXI_DATA 换一个文件夹。`,
        `${error.file} is another program's database; nothing was changed. Choose another folder with LIANXI_DATA.`,
      ];
    case 'DatabaseUnusable':
      return [
        `数据库 ${error.file} 现在不能用（${error.cause}）；请检查磁盘空间，以及是否有别的程序占用。`,
        `The database ${error.file} cannot be used now (${error.cause}); check the disk's space and whether another program holds it.`,
      ];
  }
};
