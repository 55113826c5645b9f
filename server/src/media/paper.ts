/**
 * Whether a file is a PDF by its bytes: it begins as one, and ends as one. What is in it is not looked into; it is handed out as a
 * file to be kept, and never shown in the app's own pages.
 */
export const isPdf = (bytes: Uint8Array): boolean => {
  const word = (from: number, to?: number): string => Buffer.from(bytes.subarray(from, to)).toString('latin1');
  return /^%PDF-[12]\.\d/.test(word(0, 8)) && word(-1024).includes('%%EOF');
};
