import { chapter, notHere, test, written } from '../evidence.ts'
import { files } from '../test-files.ts'

const noSuch = (what: string) => notHere(`the product uses no ${what}`)

export const encoding = chapter(
  'Encoding and sanitization',
  [
    '1.1.1',
    'Input is decoded into its one form once, and before it is checked',
    test(files.trpc, 'annotations that send superjson astray never reach it, and sound ones are understood'),
    test(files.identityRules, 'an address has one spelling: normalising twice changes nothing, whatever was typed'),
  ],
  [
    '1.1.2',
    'Output is escaped last, by or for whoever interprets it',
    test(files.template, 'whatever a value holds, it adds no tag, attribute or entity to the html'),
  ],
  [
    '1.2.1',
    'Escaping fits its place: markup, attribute, header',
    test(files.template, 'whatever a value holds, it adds no tag, attribute or entity to the html'),
    test(files.hardening, 'text says its character set, and what is shown in a browser is markup of ours only'),
    test(files.fileNames, 'whatever a file is called, its name stays inside its header field'),
  ],
  [
    '1.2.2',
    'Addresses are built with encoding and harmless schemes only',
    test(files.template, 'html takes values in text and quoted attributes only, and links only with a harmless scheme'),
  ],
  [
    '1.2.3',
    'JSON and script text is built by a serialiser, not by joining',
    test(files.wire, 'what goes out comes back, over the wire, for any value that superjson can carry'),
  ],
  [
    '1.2.4',
    'The database gets values as parameters, never as text of a query',
    test(files.values, 'bulk rows in one parameter keep types, nulls, missing keys and nested JSON apart'),
    test(files.fuzz, 'no body, whatever its bytes, is answered with a fault'),
  ],
  [
    '1.2.5',
    'Nothing a caller sends reaches a command of the operating system',
    notHere('API and worker start no programs; only the launcher of the embedded Postgres does, with words of its own'),
  ],
  ['1.2.6', 'Directory look-ups (LDAP) cannot be injected into', noSuch('LDAP')],
  ['1.2.7', 'XPath queries cannot be injected into', noSuch('XPath')],
  ['1.2.8', 'LaTeX runs without shell escapes', noSuch('LaTeX')],
  [
    '1.2.9',
    'Text that becomes part of a regular expression is escaped',
    notHere('no regular expression is built from anything a caller sends'),
  ],
  ['1.3.1', 'HTML from people is sanitised by a library', notHere('no verb takes HTML from people; what they write is text everywhere')],
  ['1.3.2', 'Nothing evaluates text as code', written('Code')],
  [
    '1.3.3',
    'What goes to a dangerous place is made safe and short first',
    test(files.template, 'a missing value, a value that does not fit its filter and a line break in the subject are never sent'),
    test(files.fileNames, 'whatever a file is called, its name stays inside its header field'),
  ],
  [
    '1.3.4',
    'Pictures that can hold scripts (SVG) are cleaned or refused',
    test(files.upload, 'a name of a kind the purpose does not take gets no ticket'),
    test(files.fileRoutes, 'bytes put on a ticket come back over a link, whole and in ranges, with headers that let nothing run'),
  ],
  [
    '1.3.5',
    'Template and markup languages of people do nothing but what is meant',
    test(files.template, 'html takes values in text and quoted attributes only, and links only with a harmless scheme'),
  ],
  [
    '1.3.6',
    'No caller decides where the server connects to (SSRF)',
    test(files.egress, 'every IPv4 address is judged the same in each form that carries it'),
    test(files.egress, 'a name that changes its mind is asked once, and the connection goes to what was checked, by name'),
    test(files.lintRules, 'every rule of our own has failing and passing fixtures'),
    test(files.http, 'that is a redirect is not followed, so credentials stay with their host'),
  ],
  [
    '1.3.7',
    'Templates are not built from what callers send',
    test(files.template, 'any text parses without throwing; every {{ is understood or a problem inside the text'),
    test(files.templates, 'a text with problems, or one that leaves a gap for a real recipient, is not published'),
  ],
  ['1.3.8', 'Java naming look-ups (JNDI) cannot be injected into', noSuch('Java')],
  ['1.3.9', 'Nothing is injected into memcache', noSuch('memcache')],
  [
    '1.3.10',
    'Format strings never come from callers',
    test(files.hardening, 'a line of the log is one line of JSON, whatever a caller sends'),
  ],
  [
    '1.3.11',
    'Mail commands and headers cannot be injected into',
    test(files.identityMails, 'blocked people, wrong data and line breaks in the address are refused with their reason'),
  ],
  ['1.4.1', 'Memory is safe from overflows', notHere('TypeScript throughout; no unmanaged code of ours')],
  [
    '1.4.2',
    'Whole numbers do not overflow unseen',
    test(files.money, 'refuses a product that no longer fits'),
    test(files.values, 'numbers beyond 2^53 and decimals arrive as exact text, small ones as numbers'),
  ],
  [
    '1.4.3',
    'Memory and resources are given back once',
    notHere('memory is collected by the runtime; connections are held by the pool of the driver'),
  ],
  [
    '1.5.1',
    'XML parsers resolve nothing from outside',
    test(
      files.xmlEntities,
      'a spreadsheet can neither have a file of the server read nor unfold into gigabytes: entities of its own mean nothing',
    ),
    written('Files'),
  ],
  [
    '1.5.2',
    'What is read back from bytes can only become known kinds of values',
    test(files.wire, 'anything that is no envelope is refused, never taken for a value'),
    test(files.trpc, 'annotations that send superjson astray never reach it, and sound ones are understood'),
  ],
)
