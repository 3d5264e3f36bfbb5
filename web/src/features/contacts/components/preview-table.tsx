import { Braces, CircleMinus, Globe, type LucideIcon, Phone, UserRound } from 'lucide-react';
import type { ColumnUse, CsvPreview, PreviewColumn } from '../csv-preview.ts';

const USES: Record<ColumnUse, { label: string; Icon: LucideIcon }> = {
  phone: { label: 'Number to call', Icon: Phone },
  name: { label: 'Name', Icon: UserRound },
  country: { label: 'Country', Icon: Globe },
  variable: { label: 'For the agent', Icon: Braces },
  unnamed: { label: 'Left out', Icon: CircleMinus },
};

/** The first rows of the file, below what each column is taken for. */
export function PreviewTable({ preview }: { preview: CsvPreview }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section aria-label="First rows of the file" tabIndex={0} className="overflow-x-auto border-y">
      <table className="w-full text-sm">
        <thead>
          <tr className="border-b bg-sunken text-left align-top">
            {preview.columns.map((column) => (
              <ColumnHead key={column.index} column={column} />
            ))}
          </tr>
        </thead>
        <tbody>
          {preview.rows.map(({ line, values }) => (
            <tr key={line} className="border-b last:border-b-0">
              {preview.columns.map(({ index }) => (
                <td key={index} className="num max-w-64 truncate whitespace-nowrap px-4 py-2 sm:px-5">
                  {values[index]}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function ColumnHead({ column }: { column: PreviewColumn }) {
  const { label, Icon } = USES[column.use];
  return (
    <th scope="col" className="whitespace-nowrap px-4 py-2.5 font-medium sm:px-5">
      {column.heading || '(no name)'}
      <span className="mt-0.5 flex items-center gap-1.5 font-normal text-ink-soft text-xs">
        <Icon aria-hidden className="size-3.5 text-accent" />
        {label}
        {column.use === 'variable' && (
          <code className="font-mono text-2xs text-ink-faint">{column.variable}</code>
        )}
      </span>
    </th>
  );
}
