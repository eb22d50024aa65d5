import { zoned } from '@mas/kernel'
import type { Edge } from '../edge.ts'
import { openSession } from '../session.ts'
import { signIn } from '../sign-in.ts'
import { demoAccount } from '../../seed/demo-accounts.ts'
import type { FlowStage } from './flows.ts'

/** What all flows stand on, done once before the database is copied: the demo people who act in them are signed in. */
export async function layGround(edge: Edge, sandboxUrl: string): Promise<FlowStage['people']> {
  const tokensOf = async (role: 'SALES_HEAD' | 'ADMIN', address: string) =>
    (await signIn(edge, sandboxUrl, address, demoAccount(role))).tokens()
  const people = { head: await tokensOf('SALES_HEAD', '10.20.0.2'), admin: await tokensOf('ADMIN', '10.20.0.3') }
  // Marketing goes out now, at whatever hour the harness runs.
  const wallTime = (ahead: number) => zoned(new Date(), 'Asia/Kolkata').add({ hours: ahead }).toPlainTime().toString().slice(0, 5)
  const quiet = { key: 'notifications.quiet', value: { from: wallTime(11), to: wallTime(12) }, baseVersion: 0, reason: 'mails of any hour' }
  await edge.call(openSession(edge, '10.20.0.3', people.admin).caller, 'set quiet hours', (mas) => mas.settings.setSetting.mutate(quiet))
  return people
}
