/** How the columns of a contact list are understood: by the import, and by the page that shows beforehand. */

/** Headings understood as the phone number; the first one present counts. */
export const PHONE_COLUMNS = ['phone', 'phone_number', 'mobile', 'number'] as const;

const OTHER_PHONE =
  /^(?:(?:phone|phone_number|mobile|number)_[2-9]|alternat(?:e|ive)(?:_(?:phone|phone_number|mobile|number))?(?:_\d)?)$/;

/** Whether a column holds another number of the person: `phone_2`, `mobile_3`, `alternate_phone`, `alternate_2`. */
export function isOtherPhoneColumn(name: string): boolean {
  return OTHER_PHONE.test(name);
}

/** `First Name` and `first-name` are `first_name`: headings differ in writing, and the agent's prompt needs one. */
export function variableName(heading: string): string {
  return heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}_]+/gu, '_')
    .replace(/^_+|_+$/g, '');
}
