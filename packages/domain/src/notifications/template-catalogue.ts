import { isKindName, kindOf, kinds, type CallKind, type ConsentClass, type NoticeClass } from '@mas/contracts/notifications'

export interface MailTemplate {
  readonly template: CallKind
  readonly class: NoticeClass
  /** What it counts as unless a step says otherwise; marketing is always promotional. */
  readonly consentClass: ConsentClass
  readonly variables: readonly { readonly name: string; readonly required: boolean }[]
}

/** Part (query): the mails that other domains may ask for, with the variables each needs. */
export function mailTemplates(): readonly MailTemplate[] {
  return Object.keys(kinds)
    .filter(isMailTemplate)
    .map((template) => {
      const { class: noticeClass, variables } = kindOf(template)
      const fields = Object.entries(variables.shape).map(([name, schema]) => ({ name, required: !schema.safeParse(undefined).success }))
      return {
        template,
        class: noticeClass,
        consentClass: noticeClass === 'marketing' ? ('promotional' as const) : ('transactional' as const),
        variables: fields,
      }
    })
}

export function isMailTemplate(name: string): name is CallKind {
  return isKindName(name) && kindOf(name).source === 'call' && kindOf(name).channels.includes('email')
}
