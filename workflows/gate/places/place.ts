/** Where a person may be: a country, and a region of it where that much is known. ISO 3166 codes. */
export interface Place {
  country: string;
  region?: string;
}

/** What one piece of evidence says: any of these places, by any of these clocks (IANA names). */
export interface Clue {
  places: Place[];
  zones: string[];
}

/** What is known of a country. */
export interface Land {
  /** Zones of somebody of whom only the country is known. */
  zones: string[];
  /** Region codes with their zones, where rules or zones differ by region. */
  regions?: Record<string, string[]>;
  /** From the number's digits after the country code; undefined where they tell no place. */
  byNumber?: (national: string) => Clue | undefined;
  /** Undefined where it is no postcode of this country. */
  byPostcode?: (postcode: string) => Clue | undefined;
}
