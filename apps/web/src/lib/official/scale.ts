/** A4 in CSS pixels. */
export const paper = { width: (210 * 96) / 25.4, height: (297 * 96) / 25.4 };

/** How much smaller a sheet is drawn so that it fits a desk of this width (CSS pixels) with something left beside it; 1 at most. */
export const fitAcross = (width: number, isPhone: boolean): number =>
  width === 0 ? 1 : Math.min(1, (width - (isPhone ? 24 : 80)) / paper.width);
