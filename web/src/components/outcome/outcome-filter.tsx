import type { ComponentProps } from 'react';
import type { Outcome } from '../../../../contracts/outcome.ts';
import { Select } from '../ui/field.tsx';
import { OUTCOME_LOOKS, OUTCOMES_IN_ORDER } from './outcomes.ts';

interface OutcomeFilterProps extends Omit<ComponentProps<'select'>, 'value' | 'onChange'> {
  value: Outcome | undefined;
  /** Empty for all. */
  onChange: (outcome: Outcome | '') => void;
}

export function OutcomeFilter({ value, onChange, ...rest }: OutcomeFilterProps) {
  return (
    <Select
      aria-label="Outcome"
      value={value ?? ''}
      onChange={(event) => onChange(event.target.value as Outcome | '')}
      className="h-8 w-auto min-w-0 text-sm"
      {...rest}
    >
      <option value="">All outcomes</option>
      {OUTCOMES_IN_ORDER.map((outcome) => (
        <option key={outcome} value={outcome}>
          {OUTCOME_LOOKS[outcome].label}
        </option>
      ))}
    </Select>
  );
}
