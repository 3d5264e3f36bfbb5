/** Why an import cannot go on, and what would do. */
export function Fault({ text }: { text: string }) {
  return (
    <p
      role="alert"
      className="mx-4 my-4 text-pretty rounded-md bg-danger-soft px-3 py-2 font-medium text-danger text-sm sm:mx-5"
    >
      {text}
    </p>
  );
}
