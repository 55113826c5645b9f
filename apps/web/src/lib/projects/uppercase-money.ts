import nzh from 'nzh/cn';
import { formatQuantity } from './amount.ts';

/** 800000 分 → 人民币捌仟元整. */
export const toUppercaseMoney = (fen: number): string => {
  const plain = formatQuantity('yuan', Math.abs(fen)).replaceAll(',', '').replace(/\.00$/, '');
  return nzh.toMoney(fen < 0 ? `-${plain}` : plain, { forceZheng: true });
};
