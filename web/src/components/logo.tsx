const REST = [
  [4, 4],
  [12, 4],
  [4, 12],
  [20, 12],
  [12, 20],
  [20, 20],
] as const;

/** A keypad, and the way out of it. */
export function LogoMark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 26 24" aria-hidden="true" className={className}>
      {REST.map(([x, y]) => (
        <circle key={`${x} ${y}`} cx={x} cy={y} r="2" className="fill-line-strong" />
      ))}
      <circle cx="4" cy="20" r="2.5" className="fill-ink" />
      <circle cx="12" cy="12" r="2.5" className="fill-ink" />
      <circle cx="20.5" cy="4.5" r="3.8" className="fill-live" />
    </svg>
  );
}

export function Logo() {
  return (
    <span className="inline-flex items-center gap-2.5">
      <LogoMark className="h-5 w-auto" />
      <span className="font-semibold text-[1.0625rem] tracking-[-0.025em]">Outdial</span>
    </span>
  );
}
