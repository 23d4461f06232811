import type { OutgoingMessage } from '#src/messaging/types.ts'
import { createMessage } from './contract.ts'

/** A message of which everything is known that operators' own code can be told. */
export function createToldMessage(changes: Partial<OutgoingMessage> = {}): OutgoingMessage {
  return createMessage({
    locale: 'en-US',
    origin: {
      ip: '203.0.113.9',
      userAgent: 'Mozilla/5.0 (X11)',
      hostname: 'login.example.com',
      method: 'POST',
      language: 'en-US,en;q=0.9',
    },
    context: {
      tenant: { name: 'acme', friendlyName: 'Acme Inc', host: 'login.example.com' },
      client: { clientId: 'my client', name: 'My app', metadata: { region: 'eu' } },
      connection: { id: 'con_1', name: 'sms', strategy: 'sms' },
      organization: { id: 'org_1', name: 'org_1', displayName: 'org_1', metadata: {} },
      findUser: async () => ({
        userId: 'sms|5f1',
        phoneNumber: '+442079460123',
        phoneVerified: true,
        profile: { name: 'A name', email: 'a@example.com', user_metadata: { plan: 'gold' } },
        createdAt: new Date('2026-01-02T03:04:05.678Z'),
        updatedAt: new Date('2026-02-03T04:05:06.789Z'),
      }),
    },
    ...changes,
  })
}
