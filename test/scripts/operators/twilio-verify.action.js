/**
 * Sends the code with Twilio Verify, which keeps the text of the message.
 */
const twilio = require('twilio');

exports.onExecuteCustomPhoneProvider = async (event, api) => {
  const client = twilio(event.secrets.TWILIO_ACCOUNT_SID, event.secrets.TWILIO_AUTH_TOKEN);
  client.verify.baseUrl = event.secrets.TWILIO_VERIFY_URL;

  const params = {
    to: event.notification.recipient,
    channel: event.notification.delivery_method === 'voice' ? 'call' : 'sms',
    customCode: event.notification.code,
    locale: event.notification.locale ? event.notification.locale.split('_')[0] : 'en',
  };

  try {
    const verification = await client.verify.v2
      .services(event.secrets.VERIFY_SERVICE_SID)
      .verifications.create(params);
    console.log(`verification ${verification.sid} is ${verification.status}`);
  } catch (e) {
    if (e.status === 429) {
      return api.notification.retry(e.message);
    }
    return api.notification.drop(`${e.code}: ${e.message}`);
  }
};
