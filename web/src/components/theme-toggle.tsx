import { Monitor, Moon, Sun } from 'lucide-react';
import { RadioGroup } from 'radix-ui';
import { chooseTheme, type ThemeChoice, useThemeChoice } from '../lib/theme.ts';

const CHOICES = [
  { value: 'light', label: 'Light', Icon: Sun },
  { value: 'system', label: 'As the system', Icon: Monitor },
  { value: 'dark', label: 'Dark', Icon: Moon },
] as const;

export function ThemeToggle() {
  const choice = useThemeChoice();
  return (
    <RadioGroup.Root
      value={choice}
      onValueChange={(value) => chooseTheme(value as ThemeChoice)}
      aria-label="Theme"
      orientation="horizontal"
      className="inline-flex rounded-full border p-0.5"
    >
      {CHOICES.map(({ value, label, Icon }) => (
        <RadioGroup.Item
          key={value}
          value={value}
          aria-label={label}
          title={label}
          className="flex size-7 items-center justify-center rounded-full text-ink-faint hover:text-ink data-[state=checked]:bg-sunken data-[state=checked]:text-ink"
        >
          <Icon aria-hidden className="size-3.5" />
        </RadioGroup.Item>
      ))}
    </RadioGroup.Root>
  );
}
