import { useEffect, useRef } from 'react';

type Handler = (event: KeyboardEvent) => void;

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  const field = target.closest('input, textarea, select, [contenteditable]');
  return field !== null && !field.matches('input:is([type="range"], [type="checkbox"], [type="radio"])');
}

/** A control under the focus keeps the keys that it acts on by itself. */
function belongsToControl(event: KeyboardEvent): boolean {
  if (!(event.target instanceof HTMLElement)) return false;
  if (event.key === ' ') return event.target.closest('button, summary, input:not([type="range"])') !== null;
  return (
    event.key.startsWith('Arrow') && event.target.closest('[role="radio"], [role="tab"], input') !== null
  );
}

/** Keys of the page, by `KeyboardEvent.key`. They are quiet in fields, in dialogs and with Ctrl, Alt or Cmd. */
export function useShortcuts(shortcuts: Record<string, Handler>): void {
  const latest = useRef(shortcuts);
  useEffect(() => {
    latest.current = shortcuts;
  });
  useEffect(() => {
    function windowOnKeyDown(event: KeyboardEvent): void {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      if (isTyping(event.target) || belongsToControl(event)) return;
      if (document.querySelector('[role="dialog"], [role="alertdialog"], [role="menu"]')) return;
      const handler = latest.current[event.key];
      if (!handler) return;
      event.preventDefault();
      handler(event);
    }
    window.addEventListener('keydown', windowOnKeyDown);
    return () => window.removeEventListener('keydown', windowOnKeyDown);
  }, []);
}

/** Moves the focus by so many rows among the elements marked `data-row`; the first one when none has it. */
export function moveRowFocus(by: 1 | -1): void {
  const rows = [...document.querySelectorAll<HTMLElement>('[data-row]')];
  const at = rows.indexOf(document.activeElement as HTMLElement);
  const next = rows[at === -1 ? (by === 1 ? 0 : rows.length - 1) : at + by];
  next?.focus();
  next?.scrollIntoView({ block: 'nearest' });
}

/** Puts the focus into the page's search or, where it has none, its first filter. */
export function focusSearch(): void {
  const field = document.querySelector<HTMLElement>('[data-search]');
  field?.focus();
  if (field instanceof HTMLInputElement) field.select();
}
