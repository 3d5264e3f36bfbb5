import { Copy } from 'lucide-react';
import { toast } from 'sonner';

/** An id too long to read, to be copied whole. */
export function CopyableId({ id, what }: { id: string; what: string }) {
  async function buttonOnClick(): Promise<void> {
    try {
      await navigator.clipboard.writeText(id);
      toast.success(`The ${what} is copied`);
    } catch {
      toast.error('The browser did not let the page copy.', { description: id });
    }
  }
  return (
    <button
      type="button"
      title={id}
      onClick={buttonOnClick}
      aria-label={`Copy the ${what}, ${id}`}
      className="group flex max-w-full items-center gap-1.5 rounded-sm font-mono text-xs hover:text-accent"
    >
      <span className="truncate">{id}</span>
      <Copy aria-hidden className="size-3.5 shrink-0 text-ink-faint group-hover:text-accent" />
    </button>
  );
}
