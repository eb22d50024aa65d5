import { enrolmentFinished } from '@mas/contracts/workflows'
import { field, listed } from './entry.ts'

type Finished = { readonly subjectType: string; readonly subjectId: string }
const when = (type: string) => field<Finished>((data) => [data.subjectType === type ? data.subjectId : undefined])

export const workflowsEvents = [
  listed({
    event: enrolmentFinished,
    history: true,
    subjects: { lead: when('lead'), user: when('user'), candidate: when('candidate') },
    origin: (data) => data.origin,
    news: ({ outcome }) => ({ state: 'accepted', result: 'finished', reason: outcome }),
  }),
]
