import { Topic, type Channel, type PreferenceMatrix } from '@mas/contracts/notifications'
import { linkPage } from './link-page.ts'

const topics: { readonly [T in Topic]: string } = {
  account: 'Your account and its security',
  payments: 'Payments and receipts',
  meetings: 'Meetings and sessions',
  learning: 'Your courses',
  assessments: 'Quizzes and assessments',
  applications: 'Your applications',
  hiring: 'Hiring',
  community: 'Community',
  progress: 'Your progress',
  offers: 'News and offers',
}
const channels: { readonly [C in Channel]: string } = { email: 'E-mail', 'in-app': 'In the app' }

type Cell = PreferenceMatrix['topics'][number]
export const cellName = ({ topic, channel }: Pick<Cell, 'topic' | 'channel'>) => `${topic}/${channel}`

export function preferencesPage({ topics: cells }: PreferenceMatrix, saved: boolean): Response {
  const groups = Topic.options.map((topic) =>
    fieldset(
      topic,
      cells.filter((cell) => cell.topic === topic),
    ),
  )
  return linkPage(
    'What we may tell you',
    `<h1>What we may tell you, and where</h1>
${saved ? '<p class="said" role="status">Your choices are saved.</p>' : ''}
<form method="post">
${groups.join('\n')}
<button>Save</button>
</form>`,
  )
}

function fieldset(topic: Topic, cells: readonly Cell[]): string {
  const note = cells.every(({ mandatory }) => mandatory) ? '<p class="note">Always on: you need to know these things.</p>' : ''
  return `<fieldset><legend>${topics[topic]}</legend>${note}<div>${cells.map(box).join('')}</div></fieldset>`
}

/** What was shown is sent along, so that a topic made after the page was opened is not taken for switched off. */
function box(cell: Cell): string {
  const name = cellName(cell)
  const shown = cell.mandatory ? '' : `<input type="hidden" name="shown" value="${name}">`
  const state = `${cell.on ? ' checked' : ''}${cell.mandatory ? ' disabled' : ''}`
  return `${shown}<label><input type="checkbox" name="on" value="${name}"${state}> ${channels[cell.channel]}</label>`
}
