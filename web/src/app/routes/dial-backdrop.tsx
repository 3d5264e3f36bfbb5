/** Rings of dots that spread from the corner, as a call goes out. Decoration alone. */
export function DialBackdrop() {
  const rings = Array.from({ length: 9 }, (_, ring) => 140 + ring * 92);
  return (
    <svg
      aria-hidden="true"
      viewBox="0 0 1000 800"
      preserveAspectRatio="xMaxYMax slice"
      className="pointer-events-none absolute inset-0 size-full"
    >
      {rings.map((radius, ring) => (
        <circle
          key={radius}
          cx="1000"
          cy="800"
          r={radius}
          fill="none"
          className="stroke-live"
          strokeWidth={5}
          strokeLinecap="round"
          strokeDasharray={`0 ${22 + ring * 3}`}
          opacity={0.42 - ring * 0.042}
        />
      ))}
    </svg>
  );
}
