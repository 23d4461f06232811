import actionEvent from '../../script-types/action-event.d.ts?raw'
import nodeGlobals from '../../script-types/node-globals.d.ts?raw'
import types from '../../script-types/send-phone-message.d.ts?raw'
import type { ExtraLib } from '../ui/code-editor/code-editor.tsx'

export const sendPhoneMessageTypes: readonly ExtraLib[] = [
  { path: 'file:///otpost/node-globals.d.ts', content: nodeGlobals },
  { path: 'file:///otpost/action-event.d.ts', content: actionEvent },
  { path: 'file:///otpost/send-phone-message.d.ts', content: types },
]

export const sendPhoneMessageStarter = `/**
 * Handler that will be called during the execution of a SendPhoneMessage flow.
 * @param {Event} event - Details about the user and the context in which they are logging in.
 * @param {SendPhoneMessageAPI} api - Methods and utilities to help change the behavior of sending a phone message.
 */
exports.onExecuteSendPhoneMessage = async (event, api) => {
  // Send event.message_options.text to event.message_options.recipient
};
`
