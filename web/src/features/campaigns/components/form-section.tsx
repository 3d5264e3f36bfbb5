import { type ReactNode, useId } from 'react';

interface FormSectionProps {
  title: string;
  about: string;
  children: ReactNode;
}

/** Fields that belong together, with what they decide beside them. */
export function FormSection({ title, about, children }: FormSectionProps) {
  const id = useId();
  return (
    <section
      aria-labelledby={id}
      className="grid gap-x-10 gap-y-4 px-4 py-6 sm:px-6 md:grid-cols-[15rem_minmax(0,1fr)]"
    >
      <div>
        <h2 id={id} className="text-base">
          {title}
        </h2>
        <p className="mt-1 text-pretty text-ink-soft text-sm">{about}</p>
      </div>
      <div className="flex max-w-xl flex-col gap-4">{children}</div>
    </section>
  );
}
