import { XMLParser, XMLValidator } from 'fast-xml-parser';

/** One verb or noun of a TwiML document. */
export interface Verb {
  name: string;
  attributes: Record<string, string>;
  children: Verb[];
  text: string;
}

/** A document that cannot be played, with Twilio's code for why (protocol reference 3.3). */
export class TwimlError extends Error {
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.name = 'TwimlError';
    this.code = code;
  }
}

const TEXT = '#text';
const ATTRIBUTES = ':@';

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: true,
});

/** The verbs of a `<Response>`, in order. */
export function parseTwiml(xml: string): Verb[] {
  // A document type could define entities that grow without bound.
  if (/<!DOCTYPE/i.test(xml))
    throw new TwimlError(12100, 'Document parse failure: no document type is allowed');
  if (XMLValidator.validate(xml) !== true) throw new TwimlError(12100, 'Document parse failure');
  const roots = (parser.parse(xml) as RawNode[]).map(verbOf).filter((node) => !node.name.startsWith('?'));
  const [root] = roots;
  if (root?.name !== 'Response') throw new TwimlError(12102, 'Root element must be Response');
  return root.children;
}

type RawNode = Record<string, RawNode[] | Record<string, string> | string>;

function verbOf(node: RawNode): Verb {
  const name = Object.keys(node).find((key) => key !== ATTRIBUTES) ?? '';
  const attributes = (node[ATTRIBUTES] ?? {}) as Record<string, string>;
  const content = Array.isArray(node[name]) ? node[name] : [];
  const texts = content.map((child) => child[TEXT]).filter((text) => typeof text === 'string');
  const children = content.filter((child) => !(TEXT in child)).map(verbOf);
  return { name, attributes, children, text: texts.join(' ') };
}
