import type { Call } from './call.ts';

/**
 * Parameters that every request about a call carries (protocol reference 3.2); the geographic guesses are empty, as
 * they often are.
 */
export function callForm(call: Call, accountSid: string, status: string): Record<string, string> {
  const { to, from } = call.order;
  return {
    CallSid: call.sid,
    AccountSid: accountSid,
    From: from,
    To: to,
    Caller: from,
    Called: to,
    CallStatus: status,
    ApiVersion: '2010-04-01',
    Direction: call.direction,
    FromCity: '',
    FromState: '',
    FromZip: '',
    FromCountry: '',
    ToCity: '',
    ToState: '',
    ToZip: '',
    ToCountry: '',
  };
}
