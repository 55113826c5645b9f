import type { Day } from '../day.ts';

/**
 * Citizen numbers by GB 11643 with the region 990101, which is allocated to nobody: they pass every check and can belong
 * to no person. The last digit of the sequence is odd for men and even for women.
 */
export const unallocatedRegion = '990101';

const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const checks = '10X98765432';

export const createCitizenNumbers = (): ((born: Day, sex: 'M' | 'F') => string) => {
  const used = new Map<string, number>();
  return (born, sex) => {
    const key = `${born}${sex}`;
    const count = used.get(key) ?? 0;
    used.set(key, count + 1);
    const sequence = String(11 + count * 2 + (sex === 'M' ? 0 : 1)).padStart(3, '0');
    const body = `${unallocatedRegion}${born.replaceAll('-', '')}${sequence}`;
    const sum = weights.reduce((total, weight, index) => total + weight * Number(body[index]), 0);
    return `${body}${checks[sum % 11]}`;
  };
};
