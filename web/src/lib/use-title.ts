import { useEffect } from 'react';

/** The document's title: what this page is about, then the product. */
export function useTitle(title: string | undefined): void {
  useEffect(() => {
    document.title = title ? `${title} · Outdial` : 'Outdial';
  }, [title]);
}
