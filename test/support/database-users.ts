// A client that may exchange passwords, and users to exchange them for.

import assert from 'node:assert/strict'
import type { Answer, TestServer } from './server.ts'

export const databaseName = 'Username-Password-Authentication'
export const goodPassword = 'Correct horse 1'
const realmGrant = 'http://auth0.com/oauth/grant-type/password-realm'

export async function openDatabase(server: Pick<TestServer, 'call' | 'managementToken'>) {
  const token = await server.managementToken()
  const manage = async (path: string, method: string, body?: unknown) => {
    const answer = await server.call(`/api/v2/${path}`, {
      method,
      token,
      ...(body !== undefined && { body }),
    })
    assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${answer.text}`)
    return answer.body
  }
  const client = await manage('clients', 'POST', {
    name: 'Passwords',
    app_type: 'native',
    grant_types: ['password', realmGrant, 'refresh_token'],
  })
  const [connection] = await manage(`connections?name=${databaseName}`, 'GET')
  await manage(`connections/${connection.id}/clients`, 'PATCH', [
    { client_id: client.client_id, status: true },
  ])
  const clientId: string = client.client_id

  return {
    clientId,
    connectionId: String(connection.id),
    manage,
    /** Answers with the user. */
    addUser: (user: object) =>
      manage('users', 'POST', { connection: databaseName, password: goodPassword, ...user }),
    logIn: (username: string, password = goodPassword, parameters: object = {}): Promise<Answer> =>
      server.call('/oauth/token', {
        body: { grant_type: 'password', client_id: clientId, username, password, ...parameters },
      }),
    signUp: (body: object): Promise<Answer> =>
      server.call('/dbconnections/signup', {
        body: { client_id: clientId, connection: databaseName, password: goodPassword, ...body },
      }),
  }
}
