import { type Measure, maxQuantity } from '@lianxi/documents';

export const measureWords: Readonly<Record<Measure, string>> = {
  yuan: '元',
  piece: '件',
  hour: '小时',
  session: '场次',
  visit: '人次',
};

/** `12,000.00 元` of 1200000 分, `30 件` of 30; whole numbers throughout. */
export const formatQuantity = (measure: Measure, quantity: number, withMeasure = true): string => {
  const size = Math.abs(quantity);
  const whole = measure === 'yuan' ? Math.floor(size / 100) : size;
  const digits = String(whole).replace(/\B(?=(\d{3})+$)/g, ',');
  const decimals = measure === 'yuan' ? `.${String(size % 100).padStart(2, '0')}` : '';
  return `${quantity < 0 ? '−' : ''}${digits}${decimals}${withMeasure ? ` ${measureWords[measure]}` : ''}`;
};

/** `5000` or `5000.5` yuan in 分, a whole number of the rest; undefined where it is neither. */
export const parseQuantity = (measure: Measure, text: string): number | undefined => {
  const [, whole, decimals = ''] = /^(\d{1,12})(?:\.(\d{1,2}))?$/.exec(text) ?? [];
  if (whole === undefined || (measure !== 'yuan' && decimals !== '')) return undefined;
  const quantity = measure === 'yuan' ? Number(whole) * 100 + Number(decimals.padEnd(2, '0')) : Number(whole);
  return quantity > 0 && quantity <= maxQuantity ? quantity : undefined;
};
