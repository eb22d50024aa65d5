import { chapter, notHere } from '../evidence.ts'

const noCalls = notHere('the product runs no TURN, media or signalling server; calls are telephone calls of a provider')

export const webRtc = chapter(
  'WebRTC',
  ['17.1.1', 'TURN reaches public addresses only', noCalls],
  ['17.2.1', 'Keys of media encryption are managed', noCalls],
  ['17.2.2', 'Media encryption is of approved kinds', noCalls],
  ['17.2.3', 'Media packets are authenticated', noCalls],
  ['17.2.4', 'Malformed media packets do no harm', noCalls],
  ['17.3.1', 'Signalling stands a flood', noCalls],
  ['17.3.2', 'Malformed signalling does no harm', noCalls],
)
