const STORAGE_KEY = 'outdial.reloaded-at';
const AT_MOST_EVERY_MS = 30_000;

function reloadedLately(): boolean {
  try {
    const lately = Date.now() - Number(sessionStorage.getItem(STORAGE_KEY)) < AT_MOST_EVERY_MS;
    if (!lately) sessionStorage.setItem(STORAGE_KEY, String(Date.now()));
    return lately;
  } catch {
    return true;
  }
}

/**
 * After an update the parts that an open page would still fetch are gone from the server: the page is then loaded anew,
 * at the address it was going to. Where that does not help the page says so itself.
 */
export function reloadAfterUpdate(): void {
  window.addEventListener('vite:preloadError', function windowOnPreloadError(event) {
    if (reloadedLately()) return;
    event.preventDefault();
    window.location.reload();
  });
}
