import { Router } from 'express';
import { parsePhoneNumberFromString, validatePhoneNumberLength } from 'libphonenumber-js/max';
import type { Context } from '../context.ts';
import { createRandom } from '../random.ts';
import { answerApiError } from './api-error.ts';
import { authenticate } from './authenticate.ts';
import { fieldsOf, listed } from './form.ts';

/** `/v2/PhoneNumbers` of Lookup (protocol reference 6). The same number always gets the same answer, from no data of anybody. */
export function lookupRoutes({ options }: Context): Router {
  const router = Router();
  router.use(authenticate(options));
  router.get('/:number', (request, response) => {
    const packages = listed(fieldsOf(request.query), 'Fields').flatMap((names) => names.split(','));
    response.json(lookUp(request.params.number, new Set(packages)));
  });
  router.use(answerApiError);
  return router;
}

const ERRORS: Record<string, string> = {
  NOT_A_NUMBER: 'NOT_A_NUMBER',
  INVALID_COUNTRY: 'INVALID_COUNTRY_CODE',
  TOO_SHORT: 'TOO_SHORT',
  TOO_LONG: 'TOO_LONG',
  INVALID_LENGTH: 'INVALID_LENGTH',
};

function lookUp(given: string, packages: ReadonlySet<string>) {
  const fault = validatePhoneNumberLength(given);
  const parsed = fault === undefined ? parsePhoneNumberFromString(given) : undefined;
  const number = parsed?.number ?? given;
  const asked = <T>(name: string, value: () => T) => (packages.has(name) && parsed ? value() : null);
  return {
    calling_country_code: parsed?.countryCallingCode ?? null,
    country_code: parsed?.country ?? null,
    phone_number: number,
    national_format: parsed?.formatNational() ?? null,
    valid: parsed !== undefined,
    validation_errors: fault === undefined ? [] : [ERRORS[fault] ?? 'NOT_A_NUMBER'],
    caller_name: asked('caller_name', () => ({
      caller_name: null,
      caller_type: 'UNDETERMINED',
      error_code: null,
    })),
    sim_swap: null,
    call_forwarding: null,
    line_status: null,
    line_type_intelligence: asked('line_type_intelligence', () => lineType(number)),
    identity_match: null,
    reassigned_number: asked('reassigned_number', () => reassigned(number)),
    sms_pumping_risk: null,
    phone_number_quality_score: null,
    pre_fill: null,
    url: `https://lookups.twilio.com/v2/PhoneNumbers/${number}`,
  };
}

/** Where mobile numbers are told by how they begin; in North America they are not. */
const MOBILE = /^\+(614|447|33[67]|4915|4916|4917)/;
const NORTH_AMERICA = /^\+1/;
const NORTH_AMERICAN_TYPES = ['mobile', 'mobile', 'mobile', 'landline', 'fixedVoip', 'nonFixedVoip'] as const;

function lineType(number: string) {
  const drawn = createRandom('line type', number).between([0, NORTH_AMERICAN_TYPES.length - 1]);
  const elsewhere = MOBILE.test(number) ? 'mobile' : 'landline';
  const type = NORTH_AMERICA.test(number) ? NORTH_AMERICAN_TYPES[drawn] : elsewhere;
  return {
    type,
    carrier_name: 'Sandbox Telecom',
    mobile_country_code: type === 'mobile' ? '001' : null,
    mobile_network_code: type === 'mobile' ? '01' : null,
    error_code: null,
  };
}

function reassigned(number: string) {
  const answers = ['no', 'no', 'no', 'no', 'no_data_available', 'yes'] as const;
  const drawn = createRandom('reassigned', number).between([0, answers.length - 1]);
  return { last_verified_date: null, is_number_reassigned: answers[drawn], error_code: null };
}
