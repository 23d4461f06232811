// The extensibility point send-phone-message of Hooks: what completes in the editor, what a new one begins with, and the
// parameters that its runner proposes.

import nodeGlobals from '../../script-types/node-globals.d.ts?raw'
import types from '../../script-types/send-phone-message-hook.d.ts?raw'
import type { ExtraLib } from '../ui/code-editor/code-editor.tsx'

export const sendPhoneMessageHookTypes: readonly ExtraLib[] = [
  { path: 'file:///otpost/node-globals.d.ts', content: nodeGlobals },
  { path: 'file:///otpost/send-phone-message-hook.d.ts', content: types },
]

export const sendPhoneMessageHookStarter = `/**
@param {string} recipient - phone number
@param {string} text - message body
@param {object} context - additional authorization context
@param {string} context.message_type - 'sms' or 'voice'
@param {string} context.action - 'enrollment' or 'second-factor-authentication'
@param {string} context.language - language used by login flow
@param {string} context.code - one-time password
@param {string} context.request.ip - ip address (in IPv6 format; we suggest you use the ipaddr.js@1.9.0 library (const ipaddr=require('ipaddr.js@1.9.0')))
@param {string} context.user_agent - user agent making the authentication request
@param {object} context.client - object with details about the Auth0 application
@param {string} context.client.client_id - Auth0 application ID
@param {string} context.client.name - Auth0 application name
@param {object} context.client.client_metadata - metadata from client
@param {object} context.user - object representing the user
@param {string} context.user.user_id - Auth0 user's ID
@param {string} context.user.name - user's name
@param {string} context.user.email - user's email
@param {object} context.user.app_metadata - metadata specific to user and application
@param {object} context.user.user_metadata - metadata specific to user
@param {function} cb - function (error, response)
*/
module.exports = function(recipient, text, context, cb) {
  // TODO: Add your code here
  cb(null, {});
};
`

export const sendPhoneMessageHookSample = {
  recipient: '1-808-555-5555',
  text: 'Here is your one time password: 999111',
  context: {
    message_type: 'sms',
    action: 'enrollment',
    language: 'en',
    code: '123456',
    ip: 'example.us.auth0.com',
    user_agent: 'Mozilla/5.0',
    client: { client_id: '1235', name: 'Test Application', client_metadata: {} },
    user: {
      user_id: 'auth0|test12345',
      name: 'Billie Magnusson',
      email: 'billie@email.com',
      app_metadata: {},
      user_metadata: {},
    },
  },
}
