import { getLocale, setLocale } from '#lib/paraglide/runtime.js';

export type Theme = 'system' | 'light' | 'dark';
export type Size = 'normal' | 'large';
export type Locale = 'zh-CN' | 'en';

/** How this device shows things. `boot.js` applies the same before the first paint. */
class Look {
  theme: Theme = $state(readTheme());
  size: Size = $state(document.documentElement.dataset.size === 'large' ? 'large' : 'normal');

  get locale(): Locale {
    return getLocale();
  }

  setTheme(theme: Theme): void {
    this.theme = theme;
    if (theme === 'system') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    keep('lianxi.theme', theme);
  }

  setSize(size: Size): void {
    this.size = size;
    if (size === 'large') document.documentElement.dataset.size = 'large';
    else delete document.documentElement.dataset.size;
    keep('lianxi.size', size);
  }

  /** Loads the page anew: every word of it changes. */
  setLocale(locale: Locale): void {
    if (locale !== this.locale) void setLocale(locale);
  }
}

const readTheme = (): Theme => {
  const { theme } = document.documentElement.dataset;
  return theme === 'light' || theme === 'dark' ? theme : 'system';
};

const keep = (key: string, value: string) => {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Storage may be barred; it then holds for this visit.
  }
};

export const createLook = (): Look => new Look();
export type { Look };
