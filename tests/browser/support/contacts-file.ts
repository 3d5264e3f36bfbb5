/**
 * Contacts whose numbers, all fictional, end in the digits that tell the sandbox what shall happen. Two rows are
 * faulty for one cause, and one is there twice.
 */
export const CONTACTS_FILE = {
  name: 'contacts.csv',
  mimeType: 'text/csv',
  buffer: Buffer.from(
    [
      'first_name,last_name,phone,Plan ends',
      'Ana,Okafor,+61491570151,30 November',
      'Noah,Lindqvist,+442079460101,1 December',
      'Mia,Moreau,+61255501311,4 December',
      'Luca,Castellanos,+14155550141,9 December',
      'Ines,Brandt,+493023125101,2 December',
      'Oscar,Whitaker,+442079460118,3 December',
      'Priya,Iyer,+61255501328,8 December',
      'Tomasz,Kowalski,+14155550165,7 December',
      'Leila,Haddad,+61255501366,6 December',
      'Hugo,Fernández,+442079460171,5 December',
      'Ana,Okafor,+61491570151,30 November',
      'Freya,Yamamoto,not a number,5 December',
      'Kenji,Nguyen,12,5 December',
      '',
    ].join('\n'),
  ),
};

export const CONTACTS_IN_FILE = 10;
