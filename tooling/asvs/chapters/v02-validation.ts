import { chapter, test, written } from '../evidence.ts'
import { files } from '../test-files.ts'

export const validation = chapter(
  'Validation and business logic',
  ['2.1.1', 'It is written down how each piece of input is checked', written('Validation')],
  ['2.1.2', 'It is written down which pieces of input must fit together', written('Validation')],
  ['2.1.3', 'Limits of what people may do are written down', written('Limits')],
  [
    '2.2.1',
    'All input is held against what is expected of it',
    test(files.plumbing, 'unknown input keys and unknown output fields are not let through'),
    test(files.fuzz, 'no body, whatever its bytes, is answered with a fault'),
  ],
  [
    '2.2.2',
    'The server checks, whatever a client has checked',
    test(files.fuzz, 'no address, method, header or body outside tRPC is answered with a fault'),
  ],
  [
    '2.2.3',
    'Related pieces of input are checked together',
    test(files.dispositions, 'call-back and interested need a follow-up that lies ahead'),
  ],
  [
    '2.3.1',
    'Steps happen in their order and none is skipped',
    test(files.signUp, 'a code works until a millisecond before ten minutes, and the stages go 33, 66, 100 percent'),
    test(files.factor, 'a mailed code asked for before the app was enrolled opens nothing afterwards'),
  ],
  [
    '2.3.2',
    'Limits of the business hold',
    test(files.gate, 'the fifth call of a day is refused under parallel calls as well, and the next day is free'),
    test(files.caps, 'the database itself refuses a fourth slot and a second marketing slot of a day'),
  ],
  [
    '2.3.3',
    'An operation is saved whole or not at all',
    test(files.transactions, 'save everything or nothing'),
    test(files.plumbing, 'a rolled-back transaction publishes and enqueues nothing'),
  ],
  [
    '2.3.4',
    'What is scarce cannot be taken twice',
    test(files.gate, 'of twenty parallel calls to one person one gets the line; when it ends the next may'),
    test(files.breakGlass, 'of many who open it at the same instant with everything right, exactly one gets in and one opening exists'),
  ],
  [
    '2.4.1',
    'Machines that call too often are slowed down',
    test(files.plumbing, 'a caller over its rate class is told when to come back'),
    test(files.signUp, 'an address gets five mails an hour from one network, and the third waits a minute where no human check is on'),
  ],
)
