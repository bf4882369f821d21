/** XML from a client: well-formed, without a document type (so without entities of its own), bounded in depth and elements. */
import { isUtf8 } from 'node:buffer';
import sax from 'sax';
import { WireError } from './error.ts';
import { XML_DEPTH_MAX, XML_ELEMENTS_MAX } from './limits.ts';

export interface XmlElement {
  /** Without its prefix. */
  readonly name: string;
  /** By names without prefixes; declarations of namespaces are left out. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  readonly text: string;
}

interface OpenElement extends XmlElement {
  readonly children: OpenElement[];
  text: string;
}

/** Only the entities of XML itself. */
const OPTIONS = { trim: false, strictEntities: true };

/** The root element. Throws MalformedXML. */
export function parseXml(body: Uint8Array): XmlElement {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  if (!isUtf8(bytes)) throw malformedXml();
  const parser = sax.parser(true, OPTIONS);
  const document: OpenElement = { name: '', attributes: {}, children: [], text: '' };
  const open = [document];
  let elements = 0;
  parser.onopentag = ({ name, attributes }) => {
    if (open.length > XML_DEPTH_MAX || ++elements > XML_ELEMENTS_MAX) throw malformedXml();
    const element = { name: localName(name), attributes: plainAttributes(attributes), children: [], text: '' };
    open.at(-1)?.children.push(element);
    open.push(element);
  };
  parser.onclosetag = () => void open.pop();
  const onText = (text: string): void => {
    const element = open.at(-1);
    if (element) element.text += text;
  };
  parser.ontext = onText;
  parser.oncdata = onText;
  parser.ondoctype = refuse;
  parser.onerror = refuse;
  parser.write(bytes.toString('utf8').replace(/^\ufeff/, '')).close();
  const [root, another] = document.children;
  return root && !another ? root : refuse();
}

function refuse(): never {
  throw malformedXml();
}

/** S3's words. */
export function malformedXml(): WireError {
  const message = 'The XML you provided was not well-formed or did not validate against our published schema';
  return new WireError('MalformedXML', 400, message);
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

function plainAttributes(attributes: Readonly<Record<string, unknown>>): Record<string, string> {
  const entries = Object.entries(attributes).filter(([name]) => name !== 'xmlns' && !name.startsWith('xmlns:'));
  return Object.fromEntries(entries.map(([name, value]) => [localName(name), String(value)]));
}
