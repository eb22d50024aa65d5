import { chapter, test, written } from '../evidence.ts'
import { files } from '../test-files.ts'

const throughLinks = test(
  files.fileRoutes,
  'bytes put on a ticket come back over a link, whole and in ranges, with headers that let nothing run',
)

export const fileHandling = chapter(
  'File handling',
  [
    '5.1.1',
    'It is written down which files are taken, how large, and how they are made safe',
    written('Files'),
    test(files.fileContent, 'what each purpose takes, and how much, stands on the page about files'),
  ],
  [
    '5.2.1',
    'Files are no larger than can be worked on',
    test(files.upload, 'one byte too many stops the upload and keeps nothing'),
    test(files.edge, 'a body over 1 MiB is 413, whether its length was told or not'),
  ],
  [
    '5.2.2',
    'A file is what its name says, by its content',
    test(files.upload, 'a picture or program named .csv, a plain zip named .xlsx and a wrong hash are refused and their bytes deleted'),
  ],
  [
    '5.2.3',
    'Packed files are bounded before they are unpacked',
    test(files.xlsx, 'that unpacks to more than allowed, by claim or in truth, is too large'),
    test(files.xlsxParts, 'millions of shared strings in a small file are refused before they fill the memory'),
  ],
  ['5.3.1', 'Uploaded files never run on the server', throughLinks],
  [
    '5.3.2',
    'Paths are made by us, not by callers',
    test(files.upload, 'another domain neither finds nor links the file'),
    test(files.upload, 'a changed ticket, one of another file, an aborted and a late one are refused'),
  ],
  ['5.4.1', 'Downloads carry a name of ours in their header', throughLinks],
  [
    '5.4.2',
    'Names of files are encoded where they are served',
    test(files.fileNames, 'whatever a file is called, its name stays inside its header field'),
  ],
  [
    '5.4.3',
    'Files from outside are scanned for malware',
    test(files.acceptance, 'the test virus is no PDF by its name, and inside a letter it is found: held back, told once, never linked'),
    test(files.quarantine, 'without a scanner a stranger’s file waits unless the setting allows it; everybody else’s is stored unscanned'),
  ],
)
