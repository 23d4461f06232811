import actionEvent from '../../script-types/action-event.d.ts?raw'
import types from '../../script-types/custom-phone-provider.d.ts?raw'
import nodeGlobals from '../../script-types/node-globals.d.ts?raw'
import type { ExtraLib } from '../ui/code-editor/code-editor.tsx'

export const customPhoneProviderTypes: readonly ExtraLib[] = [
  { path: 'file:///otpost/node-globals.d.ts', content: nodeGlobals },
  { path: 'file:///otpost/action-event.d.ts', content: actionEvent },
  { path: 'file:///otpost/custom-phone-provider.d.ts', content: types },
]

export const customPhoneProviderStarter = `/**
 * Handler to be executed while sending a phone notification
 * @param {Event} event - Details about the user and the context in which they are logging in.
 * @param {CustomPhoneProviderAPI} api - Methods and utilities to help change the behavior of sending a phone notification.
 */
exports.onExecuteCustomPhoneProvider = async (event, api) => {
  // Send event.notification.as_text to event.notification.recipient
  return;
};
`
