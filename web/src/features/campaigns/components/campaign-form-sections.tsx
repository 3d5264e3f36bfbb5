import { useFormContext, useWatch } from 'react-hook-form';
import { type OnVoicemail, onVoicemailSchema } from '../../../../../contracts/campaign.ts';
import { Field, Input, Textarea, UnitInput } from '../../../components/ui/field.tsx';
import type { CampaignFormValues } from '../campaign-form-model.ts';
import { ON_VOICEMAIL } from '../campaign-words.ts';
import { FormSection } from './form-section.tsx';

type NumberField =
  | 'lines'
  | 'ringSeconds'
  | 'maxCallMinutes'
  | 'maxAttempts'
  | 'busyMinutes'
  | 'noAnswerMinutes';

interface NumberFieldProps {
  name: NumberField;
  label: string;
  unit: string;
  hint?: string;
}

function NumberInput({ name, label, unit, hint }: NumberFieldProps) {
  const { register, formState } = useFormContext<CampaignFormValues>();
  return (
    <Field label={label} hint={hint} error={formState.errors[name]?.message}>
      {(control) => <UnitInput unit={unit} {...control} {...register(name, { valueAsNumber: true })} />}
    </Field>
  );
}

export function NameSection() {
  const { register, formState } = useFormContext<CampaignFormValues>();
  return (
    <FormSection title="Name" about="What your team will call it. The people called never hear it.">
      <Field label="Campaign name" error={formState.errors.name?.message}>
        {(control) => (
          <Input autoComplete="off" placeholder="Spring renewals, Perth" {...control} {...register('name')} />
        )}
      </Field>
    </FormSection>
  );
}

export function PaceSection() {
  return (
    <FormSection
      title="Pace"
      about="Lines are calls that may be up at once. Each takes one call, then the next."
    >
      <div className="grid gap-4 sm:grid-cols-3">
        <NumberInput name="lines" label="Lines" unit="calls" />
        <NumberInput name="ringSeconds" label="Ring for" unit="seconds" />
        <NumberInput name="maxCallMinutes" label="Longest call" unit="minutes" />
      </div>
    </FormSection>
  );
}

const VOICEMAIL_ABOUT: Record<OnVoicemail, string> = {
  hang_up: 'End the call as soon as a machine is heard.',
  leave_message: 'Say your words after the beep, then hang up.',
  talk: 'Let the agent speak, as it would to a person.',
};

export function AnsweringSection() {
  const { register } = useFormContext<CampaignFormValues>();
  const onVoicemail = useWatch<CampaignFormValues, 'onVoicemail'>({ name: 'onVoicemail' });
  return (
    <FormSection title="Voicemail" about="What to do when an answering machine picks up.">
      <fieldset className="grid gap-4 sm:grid-cols-3">
        <legend className="sr-only">When a machine answers</legend>
        {onVoicemailSchema.options.map((value) => (
          <label
            key={value}
            className="flex cursor-pointer gap-3 rounded-md border border-line-strong p-3 hover:border-ink-faint has-checked:border-accent has-checked:bg-accent-soft"
          >
            <input
              type="radio"
              value={value}
              className="mt-0.5 size-4 accent-accent"
              {...register('onVoicemail')}
            />
            <span>
              <span className="block font-medium text-sm">{ON_VOICEMAIL[value]}</span>
              <span className="block text-ink-soft text-sm">{VOICEMAIL_ABOUT[value]}</span>
            </span>
          </label>
        ))}
      </fieldset>
      {onVoicemail === 'leave_message' && <MessageField />}
    </FormSection>
  );
}

function MessageField() {
  const { register, formState } = useFormContext<CampaignFormValues>();
  return (
    <Field
      label="Message"
      hint="Spoken word for word to everybody, so name who calls and how to reach you."
      error={formState.errors.voicemailMessage?.message}
    >
      {(control) => (
        <Textarea
          rows={4}
          placeholder="Hello, this is Harbour Dental about your check-up. Please call us back on …"
          {...control}
          {...register('voicemailMessage')}
        />
      )}
    </Field>
  );
}

export function RetrySection() {
  const maxAttempts = useWatch<CampaignFormValues, 'maxAttempts'>({ name: 'maxAttempts' });
  return (
    <FormSection title="Retries" about="Who was busy or did not answer can be called again, after a while.">
      <div className="grid gap-4 sm:grid-cols-3">
        <NumberInput name="maxAttempts" label="Attempts in all" unit="calls" />
        {maxAttempts !== 1 && (
          <>
            <NumberInput name="busyMinutes" label="After busy" unit="minutes" />
            <NumberInput name="noAnswerMinutes" label="After no answer" unit="minutes" />
          </>
        )}
      </div>
    </FormSection>
  );
}
