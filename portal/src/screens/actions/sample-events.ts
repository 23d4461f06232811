// The events that tests propose.

const common = {
  client: { client_id: '1235', name: 'Test Application', metadata: {} },
  request: {
    geoip: { countryCode: 'US', countryName: 'United States' },
    hostname: 'otp.example.com',
    ip: '203.0.113.10',
    language: 'en',
    method: 'POST',
    user_agent: 'Mozilla/5.0',
  },
  user: {
    user_id: 'auth0|test12345',
    created_at: '2026-01-01T00:00:00.000Z',
    updated_at: '2026-01-01T00:00:00.000Z',
    name: 'Billie Magnusson',
    email: 'billie@email.com',
    email_verified: true,
    app_metadata: {},
    user_metadata: {},
  },
}

export const customPhoneProviderSample = {
  notification: {
    as_text: 'Here is your one time password: 123456',
    as_voice: 'Here is your one time password: 1 2 3 4 5 6',
    code: '123456',
    delivery_method: 'text',
    locale: 'en_US',
    message_type: 'otp_verify',
    recipient: '+18085550155',
  },
  ...common,
  tenant: { id: 'default', friendly_name: 'Default' },
  user: { ...common.user, phone_number: '+18085550155' },
}

export const sendPhoneMessageSample = {
  message_options: {
    action: 'enrollment',
    code: '123456',
    message_type: 'sms',
    recipient: '+18085550155',
    text: 'Here is your one time password: 123456',
  },
  ...common,
  tenant: { id: 'default' },
}
