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

  it('asks for the message that is to be left, in the words of the contract, whatever else is wrong', () => {
    const leaving = { onVoicemail: 'leave_message', voicemailMessage: '  ' } as const;
    const fault = 'It is needed where a message is to be left: write what to say.';
    expect(faultsOf(values(leaving))).toEqual({ voicemailMessage: fault });
    expect(faultsOf(values({ ...leaving, lines: Number.NaN }))).toEqual({
      voicemailMessage: fault,
      lines: 'Enter a whole number.',
    });
    expect(faultsOf(values({ ...leaving, voicemailMessage: 'x'.repeat(1001) }))).toEqual({
      voicemailMessage: 'Use at most 1000 characters.',
    });
    const settings = toBody(values({ ...leaving, voicemailMessage: ' Please call us back. ' })).settings;
    expect(settings).toMatchObject({ ...leaving, voicemailMessage: 'Please call us back.' });
  });

  it('sends no message that will not be spoken', () => {
    const body = toBody(values({ onVoicemail: 'talk', voicemailMessage: 'Please call us back.' }));
    expect(body.settings).not.toHaveProperty('voicemailMessage');
  });

  it('finds no fault in hours that are switched off', () => {
    expect(faultsOf(values({ hasWindow: false, days: [], from: '', to: '' }))).toEqual({});
  });
});
