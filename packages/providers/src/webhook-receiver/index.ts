export { createReceiverDesk, type ReceivedWebhook, type ReceiverDesk } from './receiver.ts'
export { receiverSandbox } from './sandbox.ts'
export { createReceiverFaults, receiverAnswers, type ReceiverAnswer, type ReceiverFaults } from './sandbox-faults.ts'
