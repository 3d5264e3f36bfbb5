import { describe, expect, it } from '@jest/globals';
import { previewCsv, previewText } from '../../web/src/features/contacts/csv-preview.ts';

describe('the preview of a CSV file', () => {
  it('says what each column is taken for', () => {
    const { columns, hasPhone } = previewText(
      'First Name,Mobile,country,Plan ends,\nAna,+61491570156,AU,May,x\n',
    );
    expect(hasPhone).toBe(true);
    expect(columns.map(({ use, variable }) => [use, variable])).toEqual([
      ['name', 'first_name'],
      ['phone', ''],
      ['country', ''],
      ['variable', 'plan_ends'],
      ['unnamed', ''],
    ]);
  });

  it('takes of several columns that could hold the number the one that the API takes', () => {
    const { columns } = previewText('mobile,phone\n+61491570156,+61491570157\n');
    expect(columns.map(({ use }) => use)).toEqual(['variable', 'phone']);
  });

  it('shows five rows and survives quotes, blank lines and rows of other lengths', () => {
    const { rows } = previewText('\uFEFFphone,notes\n"1","a ""b"" c"\n\n2\n3,x,y\n4,\n5,\n6,\n');
    expect(rows.map(({ values }) => values[0])).toEqual(['1', '2', '3', '4', '5']);
    expect(rows[0]?.values[1]).toBe('a "b" c');
  });

  it('says when no column holds numbers, and when there is nothing at all', () => {
    expect(previewText('name,email\nAna,ana@example.com\n').hasPhone).toBe(false);
    expect(previewText('')).toEqual({ columns: [], rows: [], hasPhone: false });
  });

  it('does not show a line that was cut where the preview ends', async () => {
    const line = `+61491570156,${'x'.repeat(40_000)}\n`;
    const { rows } = await previewCsv(new File([`phone,notes\n${line}${line}`], 'contacts.csv'));
    expect(rows).toHaveLength(1);
  });
});
