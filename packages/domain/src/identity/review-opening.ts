import { Opening, ReviewOpeningInput } from '@mas/contracts/identity'
import { endOpeningSession, lockOpening, retireOpened, reviewOpeningRow, type OpeningRow } from '@mas/db/identity'
import { command, fail } from '@mas/kernel'
import { record } from '../audit/index.ts'
import { tellEnded } from './end-sessions.ts'
import { openingOf } from './opening-view.ts'
import { selfOf } from './self.ts'

export const reviewOpening = command({
  verb: 'identity.review-opening',
  summary:
    'Closes the matter of an emergency access: somebody who is neither custodian nor the person opened says what came of it. Ends the session if it is still open; the credential is retired.',
  permission: 'identity.review-opening',
  fresh: true,
  refuses: ['identity.opening-not-found', 'identity.review-refused'],
  input: ReviewOpeningInput,
  output: Opening,
  run: async (t, { openingId, note }) => {
    const opening = present(await lockOpening(t.tx, openingId))
    const { userId } = selfOf(t)
    const now = t.clock.now()
    if (!(await reviewOpeningRow(t.tx, openingId, userId, note, now))) throw fail('identity.review-refused', { reason: 'reviewed' })
    await tellEnded(t, await endOpeningSession(t.tx, openingId, now))
    await retireOpened(t.tx, opening.credentialId, now)
    await record(t, {
      action: 'identity.review-opening',
      subject: { type: 'break-glass-opening', id: openingId },
      after: { credential: 'retired' },
      reason: note,
      stream: 'break-glass',
    })
    return openingOf(present(await lockOpening(t.tx, openingId)))
  },
})

function present(row: OpeningRow | undefined): OpeningRow {
  if (row === undefined) throw fail('identity.opening-not-found')
  return row
}
