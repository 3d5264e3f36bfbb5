import { describe, expect, it } from '@jest/globals';
import { createCampaignBodySchema } from '../../contracts/http/campaigns.ts';
import {
  type CampaignFormValues,
  faultsOf,
  initialValues,
  toBody,
} from '../../web/src/features/campaigns/campaign-form-model.ts';

function values(changes: Partial<CampaignFormValues> = {}): CampaignFormValues {
  return { ...initialValues(), name: 'Spring renewals', ...changes };
}

describe('the form of a new campaign', () => {
  it('begins with the defaults of the contract', () => {
    const { settings } = createCampaignBodySchema.parse({ name: 'any' });
    expect(createCampaignBodySchema.parse(toBody(values())).settings).toEqual(settings);
  });

  it('turns minutes into seconds and leaves the window out unless it is wanted', () => {
    const body = toBody(values({ maxCallMinutes: 5, busyMinutes: 1, noAnswerMinutes: 90 }));
    expect(body.settings).toMatchObject({
      maxCallSeconds: 300,
      retry: { maxAttempts: 3, afterSeconds: { busy: 60, no_answer: 5400 } },
    });
    expect(body.settings).not.toHaveProperty('window');
  });

  it('takes midnight as the end of the day', () => {
    const body = toBody(values({ hasWindow: true, from: '18:00', to: '00:00' }));
    expect(body.settings?.window).toMatchObject({ from: '18:00', to: '24:00' });
  });

  it('names each fault at its field, in the units of the field', () => {
    expect(
      faultsOf(values({ name: ' ', ringSeconds: 5, maxCallMinutes: 90, lines: Number.NaN, busyMinutes: 0 })),
    ).toEqual({
      name: 'Give the campaign a name.',
      ringSeconds: 'Must be at least 15.',
      maxCallMinutes: 'Must be at most 60.',
      lines: 'Enter a whole number.',
      busyMinutes: 'Must be at least 0.1.',
    });
  });

  it('refuses a window without days, and one that ends before it begins', () => {
    expect(faultsOf(values({ hasWindow: true, days: [], from: '17:00', to: '09:00' }))).toEqual({
      days: 'Choose at least one day.',
      to: 'Must be later than 17:00.',
    });
  });

  it('finds no fault in hours that are switched off', () => {
    expect(faultsOf(values({ hasWindow: false, days: [], from: '', to: '' }))).toEqual({});
  });
});
