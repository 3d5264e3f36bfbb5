/** How the columns of a contact list are understood: by the import, and by the page that shows beforehand. */

/** Headings understood as the phone number; the first one present counts. */
export const PHONE_COLUMNS = ['phone', 'phone_number', 'mobile', 'number'] as const;

/** `First Name` and `first-name` are `first_name`: headings differ in writing, and the agent's prompt needs one. */
export function variableName(heading: string): string {
  return heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}_]+/gu, '_')
    .replace(/^_+|_+$/g, '');
}
