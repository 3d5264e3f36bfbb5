import { useController, useFormContext, useWatch } from 'react-hook-form';
import { Field, Input, Select } from '../../../components/ui/field.tsx';
import type { CampaignFormValues } from '../campaign-form-model.ts';
import { FormSection } from './form-section.tsx';
import { WEEKDAYS } from './weekdays.ts';

const ZONES = Intl.supportedValuesOf('timeZone');

export function WindowSection() {
  const { register } = useFormContext<CampaignFormValues>();
  const hasWindow = useWatch<CampaignFormValues, 'hasWindow'>({ name: 'hasWindow' });
  return (
    <FormSection
      title="Calling hours"
      about="Calls start in these hours only. One that is up may go on past their end."
    >
      <label className="flex w-fit cursor-pointer items-center gap-2.5 font-medium text-sm">
        <input type="checkbox" className="size-4 accent-accent" {...register('hasWindow')} />
        Call in certain hours only
      </label>
      {hasWindow && <WindowFields />}
    </FormSection>
  );
}

function WindowFields() {
  const { register, formState } = useFormContext<CampaignFormValues>();
  const { errors } = formState;
  return (
    <>
      <DayChoice />
      <div className="grid gap-4 sm:grid-cols-[8rem_8rem_minmax(0,1fr)]">
        <Field label="From" error={errors.from?.message}>
          {(control) => <Input type="time" className="num" {...control} {...register('from')} />}
        </Field>
        <Field label="To" error={errors.to?.message}>
          {(control) => <Input type="time" className="num" {...control} {...register('to')} />}
        </Field>
        <Field label="Time zone" error={errors.timeZone?.message}>
          {(control) => (
            <Select {...control} {...register('timeZone')}>
              {ZONES.map((zone) => (
                <option key={zone} value={zone}>
                  {zone.replaceAll('_', ' ')}
                </option>
              ))}
            </Select>
          )}
        </Field>
      </div>
    </>
  );
}

function DayChoice() {
  const { field, fieldState } = useController<CampaignFormValues, 'days'>({ name: 'days' });
  function toggle(day: number, chosen: boolean): void {
    const others = field.value.filter((other) => other !== day);
    field.onChange(chosen ? [...others, day].sort((a, b) => a - b) : others);
  }
  return (
    <fieldset aria-describedby={fieldState.error ? 'days-error' : undefined}>
      <legend className="mb-1.5 font-medium text-sm">Days</legend>
      <div className="flex flex-wrap gap-1.5">
        {WEEKDAYS.map(({ day, short, long }) => (
          <label
            key={day}
            className="flex h-9 min-w-12 cursor-pointer items-center justify-center rounded-md border border-line-strong px-2.5 text-sm hover:border-ink-faint has-checked:border-accent has-checked:bg-accent-soft has-checked:font-medium has-focus-visible:outline-2 has-focus-visible:outline-accent has-focus-visible:outline-offset-2"
          >
            <input
              type="checkbox"
              aria-label={long}
              checked={field.value.includes(day)}
              onChange={(event) => toggle(day, event.target.checked)}
              className="sr-only"
            />
            {short}
          </label>
        ))}
      </div>
      {fieldState.error && (
        <p id="days-error" className="mt-1.5 font-medium text-danger text-xs">
          {fieldState.error.message}
        </p>
      )}
    </fieldset>
  );
}
