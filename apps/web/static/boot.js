// Runs before the first paint: theme, type size and language of this device, so that nothing flashes.
(() => {
  try {
    const root = document.documentElement;
    const theme = localStorage.getItem('lianxi.theme');
    if (theme === 'light' || theme === 'dark') root.dataset.theme = theme;
    if (localStorage.getItem('lianxi.size') === 'large') root.dataset.size = 'large';
    if (localStorage.getItem('lianxi.locale') === 'en') root.lang = 'en';
  } catch {
    // Storage may be barred; the page then follows the system.
  }
})();
