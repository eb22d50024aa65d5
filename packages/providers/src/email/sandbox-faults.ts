import { createFaults } from '../sandbox/faults.ts'

/** Faults of the mail sandbox, for mails to any address. */
export const createEmailFaults = () =>
  createFaults({
    unavailable: 'the relay greets with 421 and closes',
    reject: 'the mail is refused for good (550)',
    limit: 'the mail is refused for now (451)',
    slow: 'the mail is taken, the answer comes after 9 s',
    drop: 'the mail is taken, the connection closed without an answer',
  })
export type EmailFaults = ReturnType<typeof createEmailFaults>
