const axios = require('axios');

exports.onExecuteCustomPhoneProvider = async (event, api) => {
  const { VONAGE_API_KEY, VONAGE_API_SECRET, VONAGE_URL, SENDER } = event.secrets;
  const text = event.notification.delivery_method === 'voice'
    ? event.notification.as_voice
    : event.notification.as_text;

  try {
    const { data } = await axios.post(VONAGE_URL + '/v1/messages', {
      message_type: 'text',
      channel: 'sms',
      to: event.notification.recipient.replace('+', ''),
      from: SENDER,
      text: text
    }, {
      auth: { username: VONAGE_API_KEY, password: VONAGE_API_SECRET },
      timeout: 5000
    });
    console.log('Vonage took it as ' + data.message_uuid);
  } catch (error) {
    if (error.response && error.response.status === 429) {
      api.notification.retry('Vonage is throttling');
      return;
    }
    api.notification.drop(error.response ? error.response.data.title : error.message);
  }
};
