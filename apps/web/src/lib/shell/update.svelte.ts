/** A newer version of the app that waits for the person's word. Registering is also what makes the app work offline. */
export class AppUpdate {
  isWaiting = $state(false);
  #registration: ServiceWorkerRegistration | null = null;

  async watch(): Promise<void> {
    if (!('serviceWorker' in navigator) || import.meta.env.DEV) return;
    try {
      const registration = await navigator.serviceWorker.register('/service-worker.js', { type: 'module' });
      this.#registration = registration;
      this.#look();
      registration.addEventListener('updatefound', () => {
        registration.installing?.addEventListener('statechange', () => this.#look());
      });
      document.addEventListener('visibilitychange', () => {
        if (document.visibilityState === 'visible' && navigator.onLine) void registration.update().catch(() => {});
      });
    } catch {
      // Without it the app works as long as there is a network.
    }
  }

  /** Takes the new version over and loads the page anew. */
  apply(): void {
    const waiting = this.#registration?.waiting;
    if (!waiting) return;
    navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
    waiting.postMessage('activate');
  }

  #look() {
    // The first installation is no update.
    this.isWaiting = this.#registration?.waiting != null && navigator.serviceWorker.controller !== null;
  }
}
