import { FileUp } from 'lucide-react';
import { type DragEvent, useId, useState } from 'react';
import { cn } from '../../../lib/cn.ts';

/** A file by dropping it or by choosing it: a real file input, so that every way of choosing works. */
export function FileDrop({ onFile }: { onFile: (file: File) => void }) {
  const id = useId();
  const [over, setOver] = useState(false);

  function labelOnDrop(event: DragEvent): void {
    event.preventDefault();
    setOver(false);
    const file = event.dataTransfer.files[0];
    if (file) onFile(file);
  }

  return (
    <label
      htmlFor={id}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={labelOnDrop}
      className={cn(
        'm-4 flex cursor-pointer flex-col items-center gap-1 rounded-lg border border-line-strong border-dashed px-6 py-12 text-center transition-colors hover:border-accent hover:bg-accent-soft has-focus-visible:outline-2 has-focus-visible:outline-accent has-focus-visible:outline-offset-2 sm:m-5',
        over && 'border-accent bg-accent-soft',
      )}
    >
      <input
        id={id}
        type="file"
        accept=".csv,text/csv"
        className="sr-only"
        onChange={(event) => {
          const file = event.target.files?.[0];
          if (file) onFile(file);
          // Choosing the same file again, after it was mended, is a change too.
          event.target.value = '';
        }}
      />
      <FileUp aria-hidden className="mb-2 size-6 text-accent" />
      <span className="font-medium">Choose a CSV file</span>
      <span className="text-ink-soft text-sm">or drop it here</span>
    </label>
  );
}
