import type { Node } from 'oxc-parser'
import { placeOf, type Rule } from '../rule.ts'

const address = /\b(?:https?|wss?|smtps?):\/\/(?:[^/@\s]*@)?([a-z0-9-]+(?:\.[a-z0-9-]+)+)/gi
/** Our own machine, the names that are reserved for examples, and namespaces, which nobody calls. */
const harmless =
  /^(127\.0\.0\.1|0\.0\.0\.0|169\.254\.|10\.|192\.168\.|203\.0\.113\.)|(^|\.)(localhost|test|invalid|example)$|(^|\.)example\.(com|org|net|in)$|^(www\.w3\.org|schemas\.openxmlformats\.org|schemas\.microsoft\.com|json-schema\.org|spec\.openapis\.org)$/

export const noVendorHosts: Rule = {
  create: (context) => {
    if (!/^(apps|packages)\//.test(placeOf(context)) || placeOf(context).startsWith('packages/providers/')) return {}
    const look = (node: Node, text: string) => {
      for (const [, host = ''] of text.matchAll(address))
        if (!harmless.test(host.toLowerCase()))
          context.report({ node, message: `The host ${host} belongs to a third party: only packages/providers calls those.` })
    }
    return {
      Literal: (node) => {
        if (typeof node.value === 'string') look(node, node.value)
      },
      TemplateElement: (node) => look(node, node.value.raw),
    }
  },
}
