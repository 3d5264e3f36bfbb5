import { parsePhoneNumberFromString } from 'libphonenumber-js/min';

/** `+61491570156` as `+61 491 570 156`. */
export function formatPhone(phone: string): string {
  return parsePhoneNumberFromString(phone)?.formatInternational() ?? phone;
}
