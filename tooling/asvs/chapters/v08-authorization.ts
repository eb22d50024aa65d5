import { chapter, test, written } from '../evidence.ts'
import { files } from '../test-files.ts'

export const authorization = chapter(
  'Authorization',
  [
    '8.1.1',
    'Who may call what and reach which rows is written down',
    written('Access'),
    test(files.matrix, 'the matrix in docs is what the tables say'),
  ],
  ['8.1.2', 'Who may read and write which fields is written down', written('Access')],
  [
    '8.2.1',
    'Functions are open to those who are granted them',
    test(files.matrix, 'no cell is undecided: every caller is either refused or reaches something'),
    test(files.matrix, 'strangers are refused by every guarded verb before a byte of the database is read'),
  ],
  [
    '8.2.2',
    'Rows are open to those who may reach them',
    test(files.leadReach, 'a lead outside the reach is not found, by any verb, and a capture of it tells nothing'),
    test(files.people, 'only administrators see people, and nobody sees the sign-ins of others'),
  ],
  [
    '8.2.3',
    'Fields are open to those who may see or set them',
    test(files.plumbing, 'unknown input keys and unknown output fields are not let through'),
    test(
      files.leadReach,
      'search finds by part of a name, the end of a phone and the start of an address, and masks phones for telecallers',
    ),
  ],
  [
    '8.3.1',
    'The server decides, on what callers cannot change',
    test(files.matrix, 'strangers are refused by every guarded verb before a byte of the database is read'),
    test(files.rights, 'a role taken away counts for the next call on every process and closes what is open, without signing anybody out'),
  ],
  [
    '8.4.1',
    'Tenants are kept apart',
    test(files.signIn, 'Mr. Hire admits recruiters and administrators: at sign-in after the password, and on every request'),
  ],
)
