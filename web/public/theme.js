// Runs before the first paint, so that a chosen theme does not flash; a file of its own, since inline scripts are barred.
try {
  const chosen = localStorage.getItem('outdial.theme');
  if (chosen === 'light' || chosen === 'dark') document.documentElement.dataset.theme = chosen;
} catch {
  // Storage can be forbidden; the system's theme then holds.
}
