import { Channel, mandatoryTopics, PreferenceMatrix, Topic, type PreferenceMatrix as Matrix } from '@mas/contracts/notifications'
import { findPreferences, findQuietHours, upsertPreferences } from '@mas/db/notifications'
import { fail, type Ctx, type TxCtx } from '@mas/kernel'
import { record } from '../audit/index.ts'
import { isOn } from './decision-rules.ts'
import { houseQuiet } from './intent-facts.ts'

/** What a person is told, topic by topic and channel by channel, as it is now. */
export async function readMatrix(ctx: Ctx | TxCtx, userId: string): Promise<Matrix> {
  const reader = 'tx' in ctx ? ctx.tx : ctx.db
  const stored = new Map((await findPreferences(reader, userId)).map(({ topic, channel, is_on }) => [`${topic}/${channel}`, is_on]))
  const own = await findQuietHours(reader, userId)
  const topics = Topic.options.flatMap((topic) =>
    Channel.options.map((channel) => ({ topic, channel, on: isOn(stored, topic, channel), mandatory: mandatoryTopics.includes(topic) })),
  )
  return PreferenceMatrix.parse({ topics, quietHours: own ?? (await houseQuiet(ctx)), quietHoursOwn: own !== undefined })
}

/** Part: changes cells of a person's matrix and answers all of it. */
export async function changeMatrix(
  t: TxCtx,
  userId: string,
  changes: readonly { topic: Topic; channel: Channel; on: boolean }[],
): Promise<Matrix> {
  const refused = changes.find(({ topic, on }) => !on && mandatoryTopics.includes(topic))
  if (refused !== undefined) throw fail('notifications.topic-mandatory', { topic: refused.topic })
  await upsertPreferences(t.tx, userId, changes, t.clock.now())
  const after = Object.fromEntries(changes.map(({ topic, channel, on }) => [`${topic}/${channel}`, on]))
  await record(t, { action: 'notifications.set-preferences', subject: { type: 'user', id: userId }, after })
  return readMatrix(t, userId)
}
