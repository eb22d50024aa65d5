import type { Channel } from '@mas/contracts/notifications'
import type { CodeTemplate, NoticeTemplate } from './build.ts'
import { identityMails } from './identity.ts'
import { notices, otherMails } from './others.ts'

const mails: Readonly<Record<string, CodeTemplate>> = { ...identityMails, ...otherMails }
const noticeTexts: Readonly<Record<string, NoticeTemplate>> = notices

/** The text that ships for a kind and channel; it is English, so every language falls back to it. */
export function codeTemplate(kind: string, channel: Channel): CodeTemplate | undefined {
  return channel === 'email' ? mails[kind] : noticeTexts[kind]
}

/** Where a notice leads, as a template; a text made by administrators changes the words, not the way. */
export function noticeLink(kind: string): string | null {
  return noticeTexts[kind]?.link ?? null
}
