/**
 * Two questions to an OLE container (MS-CFB) before its reader opens it, answered from its raw sectors: is it a workbook
 * of Excel 97 or later, and is that workbook encrypted? An encrypted BIFF8 stream carries the record FILEPASS (0x2F) in
 * clear right after its first record (MS-XLS 2.4.117); read without a password it would be noise taken for names.
 */
export type OleContents = 'workbook' | 'encrypted' | 'old-workbook' | 'word' | 'slides' | 'other';

export const lookIntoOle = (bytes: Uint8Array): OleContents => {
  for (let at = 512; at + 24 < bytes.length; at += 64) {
    // BOF of BIFF8: id 0x0809, 16 bytes, version 0x0600, kind 0x0005 (workbook globals).
    if (u16(bytes, at) !== 0x0809 || u16(bytes, at + 2) !== 16 || u16(bytes, at + 4) !== 0x0600) continue;
    if (u16(bytes, at + 6) !== 0x0005) continue;
    return hasFilePass(bytes, at) ? 'encrypted' : 'workbook';
  }
  if (containsName(bytes, 'EncryptedPackage')) return 'encrypted';
  if (containsName(bytes, 'WordDocument')) return 'word';
  if (containsName(bytes, 'PowerPoint Document')) return 'slides';
  if (containsName(bytes, 'Book')) return 'old-workbook';
  return 'other';
};

const hasFilePass = (bytes: Uint8Array, start: number): boolean => {
  let at = start;
  for (let records = 0; records < 4 && at + 4 <= bytes.length; records++) {
    if (u16(bytes, at) === 0x2f) return true;
    at += 4 + u16(bytes, at + 2);
  }
  return false;
};

const u16 = (bytes: Uint8Array, at: number): number => (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8);

/** Names in the container's directory are UTF-16, 128 bytes an entry. */
const containsName = (bytes: Uint8Array, name: string): boolean => {
  for (let at = 512; at + 64 < bytes.length; at += 128) {
    let same = u16(bytes, at + 2 * name.length) === 0;
    for (let index = 0; same && index < name.length; index++) {
      same = u16(bytes, at + 2 * index) === name.charCodeAt(index);
    }
    if (same) return true;
  }
  return false;
};
